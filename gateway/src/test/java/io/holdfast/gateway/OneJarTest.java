package io.holdfast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in one file, as it was packaged; run behind the phase that packages. */
class OneJarTest {

    private static final Path JAR =
            Path.of(System.getProperty("holdfast.jar", "target/holdfast.jar")).toAbsolutePath();

    @TempDir
    private Path folder;

    @Test
    void itFindsEveryPluginInItself() throws Exception {
        try (Program exchanges = Program.startJar(folder, JAR, "exchanges")) {
            assertThat(exchanges.awaitExit()).isZero();
            assertThat(exchanges.lines())
                    .contains("binance (spot)", "coinbase (advanced-trade)", "coinbase (exchange)", "kraken (spot)");
        }
    }

    @Test
    void itSimulatesAnHourWithoutTouchingTheNetwork() throws Exception {
        try (Program simulate = Program.startJar(folder, JAR, "simulate", "--seed", "1", "--hours", "1")) {
            assertThat(simulate.awaitExit())
                    .as(String.join("\n", simulate.lines()))
                    .isZero();
        }
    }

    @Test
    void itRunsTheDemoOnRealSocketsAndLeavesNothingBehindWhereItRan() throws Exception {
        try (Program demo = Program.startJar(folder, JAR, "demo", "--seconds", "3", "--plain", "--port", "0")) {
            assertThat(demo.awaitExit()).as(String.join("\n", demo.lines())).isZero();
            assertThat(demo.lines())
                    .anySatisfy(line ->
                            assertThat(line).startsWith("summary: losses=").contains(" violations=0 "));
            assertThat(demo.errors()).noneMatch(line -> line.contains("Exception") || line.contains("WARNING:"));
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.filter(file -> !file.toString().endsWith(".txt"))).isEmpty();
        }
    }

    @Test
    void itSaysWhatItIsAndKeepsEveryService() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            final Manifest manifest = jar.getManifest();
            assertThat(manifest.getMainAttributes().getValue("Main-Class")).isEqualTo(Main.class.getName());
            assertThat(manifest.getMainAttributes().getValue("Implementation-Version"))
                    .isNotBlank();

            final List<String> names = jar.stream().map(JarEntry::getName).toList();
            assertThat(names)
                    .contains(
                            "META-INF/LICENSE",
                            "META-INF/LICENSE.md",
                            "META-INF/LICENSE.txt",
                            "META-INF/THIRD-PARTY.md")
                    .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|RSA|DSA)"))
                    .noneMatch(name -> name.endsWith("module-info.class"));
            for (final String service : names) {
                if (service.startsWith("META-INF/services/") && !service.endsWith("/")) {
                    assertThat(lines(jar, service).stream().filter(line -> !line.startsWith("#")))
                            .as(service)
                            .isNotEmpty()
                            .allSatisfy(provider -> assertThat(names).contains(provider.replace('.', '/') + ".class"));
                }
            }
            assertThat(lines(jar, "META-INF/services/io.holdfast.exchange.ExchangeAdapter"))
                    .hasSize(3);
        }
    }

    @Test
    void everyLibraryInItIsNamedWithItsLicence() throws IOException {
        final String named;
        try (JarFile jar = new JarFile(JAR.toFile())) {
            named = String.join("\n", lines(jar, "META-INF/THIRD-PARTY.md"));
        }
        try (Stream<Path> libraries = Files.list(JAR.resolveSibling("lib"))) {
            assertThat(libraries
                            .map(library -> library.getFileName().toString().replaceFirst("-[0-9].*", ""))
                            .filter(library -> !library.startsWith("holdfast-"))
                            .map(library -> library.startsWith("netty-") ? "netty-*" : library))
                    .isNotEmpty()
                    .allSatisfy(library -> assertThat(named).contains("`" + library + "`"));
        }
    }

    private static List<String> lines(JarFile jar, String name) throws IOException {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(jar.getInputStream(jar.getJarEntry(name)), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }
}

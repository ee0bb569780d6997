package io.holdfast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program {@code holdfast} in a process of its own, and what it prints. */
final class Program implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path out;
    private final Path err;
    private final Process process;

    private Program(Path folder, List<String> where, List<String> arguments) throws IOException {
        out = Files.createTempFile(folder, "out", ".txt");
        err = Files.createTempFile(folder, "err", ".txt");
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(where);
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }

    static Program start(Path folder, String... arguments) throws IOException {
        final String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new Program(folder, List.of("-cp", classPath, Main.class.getName()), List.of(arguments));
    }

    /** Runs a jar that was packaged. */
    static Program startJar(Path folder, Path jar, String... arguments) throws IOException {
        return new Program(folder, List.of("-jar", jar.toString()), List.of(arguments));
    }

    List<String> lines() {
        return lines(out);
    }

    List<String> errors() {
        return lines(err);
    }

    /** Waits for a line on standard output or standard error that contains this. */
    void awaitLine(String part) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(all()).contains(part));
    }

    /** Asks it to end by SIGTERM, which a shell in the background does not keep from it as it does SIGINT. */
    void interrupt() {
        process.destroy();
    }

    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .as("ended; so far: %s", all())
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private String all() {
        return String.join("\n", lines()) + "\n" + String.join("\n", errors());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

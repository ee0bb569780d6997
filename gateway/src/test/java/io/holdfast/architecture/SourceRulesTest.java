package io.holdfast.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What class files do not show, read from the sources of all modules. */
class SourceRulesTest {

    private static final Path ROOT = repositoryRoot();

    private static final Pattern TEST = Pattern.compile(
            "^\\s*@(Test|Property|Example|ParameterizedTest|RepeatedTest|FuzzTest)\\b", Pattern.MULTILINE);

    private static final Pattern NO_HOST_NAME_CHECK =
            Pattern.compile("ndpointIdentificationAlgorithm\\(\\s*(null|\"\")\\s*\\)");

    private static final Pattern NULL_MARKED = Pattern.compile("^@(\\w+\\.)*NullMarked", Pattern.MULTILINE);

    @Test
    void everyTestHasANameThatTheBuildRuns() {
        assertThat(sources("src/test/java", file -> contains(file, TEST)))
                .as("Surefire passes over any name that does not end in Test, in silence")
                .isNotEmpty()
                .allSatisfy(file -> assertThat(file.toString()).endsWith("Test.java"));
    }

    @Test
    void everyHostNameIsChecked() {
        assertThat(sources("src/main/java", file -> contains(file, NO_HOST_NAME_CHECK)))
                .as("without an identification algorithm any valid certificate will do, whoever's it is")
                .isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() {
        final Predicate<Path> isPackage = Files::isDirectory;
        final Predicate<Path> isBenchmark = directory -> directory.toString().contains("benchmarks"); // JMH sets fields
        assertThat(sources("src/main/java", isPackage.and(isBenchmark.negate()).and(SourceRulesTest::holdsClasses)))
                .as("NullAway looks only at packages whose package-info.java says @NullMarked")
                .isNotEmpty()
                .allSatisfy(directory -> assertThat(read(directory.resolve("package-info.java")))
                        .startsWith("/**")
                        .containsPattern(NULL_MARKED));
    }

    private static boolean holdsClasses(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.toString().endsWith(".java") && !file.endsWith("module-info.java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean contains(Path file, Pattern pattern) {
        return file.toString().endsWith(".java") && pattern.matcher(read(file)).find();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return what lies below the given folder of every module and is wanted} */
    private static List<Path> sources(String folder, Predicate<Path> wanted) {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve(folder))
                    .filter(Files::isDirectory)
                    .flatMap(directory -> below(directory).stream())
                    .filter(wanted)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> below(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path repositoryRoot() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve(".mvn"))) {
            directory = directory.getParent();
            if (directory == null) {
                throw new IllegalStateException("no .mvn above " + Path.of("").toAbsolutePath());
            }
        }
        return directory;
    }
}

package io.holdfast.testkit.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code docs/faults.md}, as far as tests hold it to something. */
final class FaultPage {

    private static final Pattern ROW = Pattern.compile("\\| [A-Z]\\d+[a-z]? \\|.*");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test#\\w+)`");

    private final List<String> lines;

    private FaultPage(List<String> lines) {
        this.lines = lines;
    }

    static FaultPage read() {
        return new FaultPage(linesOf("faults.md"));
    }

    /** {@return the lines of a page in {@code docs}} */
    static List<String> linesOf(String page) {
        try {
            return Files.readAllLines(root().resolve("docs").resolve(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the rows of the catalogue, one for each fault} */
    List<String> rows() {
        return lines.stream().filter(line -> ROW.matcher(line).matches()).toList();
    }

    /** {@return the tests that a text names, as {@code Class#method}} */
    static List<String> tests(String text) {
        return TEST.matcher(text)
                .results()
                .map((MatchResult test) -> test.group(1))
                .toList();
    }

    /** {@return whether the page names a test} */
    boolean names(String test) {
        return lines.stream().anyMatch(line -> tests(line).contains(test));
    }

    /** {@return the sources of all tests, of whatever module} */
    static List<Path> testSources() {
        try (Stream<Path> modules = Files.list(root())) {
            return modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .flatMap(FaultPage::testsIn)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> testsIn(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith("Test.java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve(".mvn"))) {
            directory = directory.getParent();
        }
        return directory;
    }
}

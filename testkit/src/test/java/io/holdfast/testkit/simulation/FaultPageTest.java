package io.holdfast.testkit.simulation;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page on faults: complete, and about tests that there are. */
class FaultPageTest {

    /** How many faults the catalogue has of each kind. */
    private static final Map<String, Integer> CATALOGUE = Map.ofEntries(
            entry("D", 9),
            entry("T", 18),
            entry("S", 10),
            entry("U", 12),
            entry("W", 17),
            entry("A", 15),
            entry("X", 15),
            entry("R", 6),
            entry("P", 14),
            entry("C", 8),
            entry("O", 7));

    private static final int COLUMNS = 7;
    private static final Pattern REASON = Pattern.compile("`([A-Z_]+)`");

    private final FaultPage page = FaultPage.read();

    @Test
    void everyFaultOfTheCatalogueHasARow() {
        final Set<String> listed =
                page.rows().stream().map(row -> cells(row).get(0)).collect(Collectors.toSet());
        final List<String> expected = new ArrayList<>();
        CATALOGUE.forEach(
                (kind, count) -> IntStream.rangeClosed(1, count).forEach(number -> expected.add(kind + number)));

        assertThat(listed).containsAll(expected);
        assertThat(page.rows()).extracting(row -> cells(row).get(0)).doesNotHaveDuplicates();
    }

    @Test
    void everyRowSaysAllThatThereIsToSay() {
        assertThat(page.rows()).allSatisfy(row -> {
            assertThat(cells(row)).hasSize(COLUMNS).noneMatch(String::isEmpty);
            assertThat(cells(row).get(2)).matches("–|`[A-Z_]+`(, `[A-Z_]+`)*");
        });
    }

    @Test
    void everyReasonInItIsOneThatThereIs() {
        final Set<String> reasons = Stream.of(Reason.values()).map(Reason::name).collect(Collectors.toSet());

        assertThat(page.rows())
                .allSatisfy(row -> assertThat(
                                REASON.matcher(cells(row).get(2)).results().map(match -> match.group(1)))
                        .allMatch(reasons::contains));
    }

    @Test
    void everyRowNamesATestOrSaysWhyThereIsNone() {
        assertThat(page.rows()).allSatisfy(row -> {
            final String last = cells(row).get(COLUMNS - 1);
            if (FaultPage.tests(last).isEmpty()) {
                assertThat(last).startsWith("none: ");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"faults.md", "session-states.md"})
    void everyTestThatIsNamedIsThere(String name) throws IOException {
        final Map<String, List<Path>> sources = FaultPage.testSources().stream()
                .collect(Collectors.groupingBy(
                        file -> file.getFileName().toString().replace(".java", "")));
        final List<String> missing = new ArrayList<>();
        for (final String line : FaultPage.linesOf(name)) {
            for (final String test : FaultPage.tests(line)) {
                final String[] parts = test.split("#", 2);
                if (!isDeclared(sources.getOrDefault(parts[0], List.of()), parts[1])) {
                    missing.add(test);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    /** A test stands behind its annotation; a helper of the same name would not count. */
    private static boolean isDeclared(List<Path> files, String method) throws IOException {
        final Pattern declaration = Pattern.compile(
                "@(Test|ParameterizedTest|Property)\\b((?!void|;)[\\s\\S])*void\\s+" + Pattern.quote(method) + "\\(");
        for (final Path file : files) {
            final Matcher matcher = declaration.matcher(Files.readString(file));
            if (matcher.find()) {
                return true;
            }
        }
        return false;
    }

    private static List<String> cells(String row) {
        return Stream.of(row.substring(2, row.length() - 2).split(" \\| ")).toList();
    }
}

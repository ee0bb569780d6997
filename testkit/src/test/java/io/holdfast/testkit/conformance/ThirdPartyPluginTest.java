package io.holdfast.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is said of the toy, in the guide for authors of plugins, is so. */
class ThirdPartyPluginTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path TOY = ROOT.resolve("examples/third-party-plugin");
    private static final Path GUIDE = ROOT.resolve("docs/writing-a-plugin.md");
    private static final Pattern SNIPPET =
            Pattern.compile("^```(java|xml|text)\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    @Test
    void theToyWithItsProfileHasLessThan300Lines() throws IOException {
        int lines = 0;
        for (final Path file : files(TOY.resolve("src/main/java"))) {
            lines += Files.readAllLines(file).size();
        }
        assertThat(lines).isBetween(100, 299);
    }

    @Test
    void everySnippetOfTheGuideIsOfTheToy() throws IOException {
        final List<String> sources = new ArrayList<>();
        for (final Path file : files(TOY.resolve("src"))) {
            sources.add(Files.readString(file));
        }
        sources.add(Files.readString(TOY.resolve("pom.xml")));
        final List<String> snippets = snippets();

        assertThat(snippets).hasSizeGreaterThan(15);
        assertThat(snippets)
                .allSatisfy(snippet -> assertThat(sources).as(snippet).anyMatch(source -> source.contains(snippet)));
    }

    @Test
    void everyKindOfCheckStandsInTheGuide() throws IOException {
        final String guide = Files.readString(GUIDE);
        final List<String> kinds = MutantsAreCaughtTest.ids()
                .map(id -> id.substring(0, id.indexOf('-')))
                .distinct()
                .toList();

        assertThat(kinds)
                .hasSizeGreaterThan(15)
                .allSatisfy(kind -> assertThat(guide).contains("`" + kind + "`"));
    }

    private static List<String> snippets() throws IOException {
        final Matcher matcher = SNIPPET.matcher(Files.readString(GUIDE));
        final List<String> snippets = new ArrayList<>();
        while (matcher.find()) {
            snippets.add(matcher.group(2));
        }
        return snippets;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}

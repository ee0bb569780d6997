package io.holdfast.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the README shows is what the build has compiled. */
class ReadmeTest {

    private static final Path README = Path.of("../README.md");
    private static final Path SOURCE = Path.of("src/test/java/io/holdfast/readme/ReadmeExample.java");

    @Test
    void theJavaOfTheReadmeIsWhatTheCompilerSaw() throws IOException {
        final String shown = between(Files.readString(README), "```java\n", "```");
        final String compiled = between(Files.readString(SOURCE), "// README begins\n", "// README ends");

        assertThat(shown.stripIndent().strip()).isEqualTo(compiled.stripIndent().strip());
    }

    private static String between(String text, String begin, String end) {
        final int from = text.indexOf(begin) + begin.length();
        assertThat(from).as("where %s stands", begin).isGreaterThanOrEqualTo(begin.length());
        return text.substring(from, text.indexOf(end, from));
    }
}

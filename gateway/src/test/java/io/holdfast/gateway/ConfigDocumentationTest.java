package io.holdfast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ConfigDocumentationTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md"); // tests run in the module's folder
    private static final Pattern ROW = Pattern.compile("^\\| `([^`]+)` \\| ([^|]+) \\| ([^|]+) \\|", Pattern.MULTILINE);

    @Test
    void thePageListsEveryKeyWithItsTypeAndDefaultAndNoOther() throws IOException {
        final List<String> documented = ROW.matcher(Files.readString(PAGE))
                .results()
                .map(ConfigDocumentationTest::row)
                .toList();

        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(ConfigKey.values())
                        .map(key -> key.path() + " | " + key.type() + " | " + key.defaultText())
                        .toList());
    }

    private static String row(MatchResult row) {
        return row.group(1) + " | " + row.group(2) + " | " + row.group(3);
    }
}

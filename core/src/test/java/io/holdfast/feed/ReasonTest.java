package io.holdfast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReasonTest {

    @Test
    void thePageOnFaultsNamesEveryReasonInOrder() throws IOException {
        final Path page = Path.of("..", "docs", "faults.md");
        final List<String> named = Pattern.compile("^\\| `([A-Z_]+)` \\|", Pattern.MULTILINE)
                .matcher(Files.readString(page))
                .results()
                .map((MatchResult row) -> row.group(1))
                .toList();

        assertThat(named)
                .isEqualTo(Arrays.stream(Reason.values()).map(Reason::name).toList());
    }
}

package io.holdfast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateCommandTest {

    @TempDir
    private Path folder;

    @Test
    void theSameSeedGivesTheSameOutputAndKeepsThePromise() throws Exception {
        final List<String> once = run(0, "--seed", "7", "--hours", "6", "--exchanges", "2");
        assertThat(once)
                .contains("contract violations: 0")
                .anyMatch(line -> line.startsWith("seed 7: 6 h"))
                .anyMatch(line -> line.contains("losses") && line.contains("RESET"))
                .anyMatch(line -> line.startsWith("  to notice") && line.contains("p99"))
                .anyMatch(line -> line.startsWith("  to recover") && line.contains("p99"))
                .anyMatch(line -> line.contains("attempts") && line.contains("allowed"))
                .anyMatch(line -> line.equals("  false alarms 0"));
        assertThat(run(0, "--seed", "7", "--hours", "6", "--exchanges", "2")).isEqualTo(once);
        assertThat(run(0, "--seed", "8", "--hours", "6", "--exchanges", "2")).isNotEqualTo(once);
    }

    @Test
    void whatIsWrongIsSaidWithItsNameAndWhatWouldBeRight() throws Exception {
        try (Program program = Program.start(folder, "simulate", "--faults", "EARTHQUAKE")) {
            assertThat(program.awaitExit()).isEqualTo(2);
            assertThat(program.errors()).anyMatch(line -> line.contains("--faults: EARTHQUAKE (expected one of:"));
        }
        try (Program program = Program.start(folder, "simulate", "--hours", "0")) {
            assertThat(program.awaitExit()).isEqualTo(2);
            assertThat(program.errors()).anyMatch(line -> line.contains("--hours: 0 (expected: 1 .. 744)"));
        }
    }

    private List<String> run(int code, String... options) throws Exception {
        final String[] arguments = new String[options.length + 1];
        arguments[0] = "simulate";
        System.arraycopy(options, 0, arguments, 1, options.length);
        try (Program program = Program.start(folder, arguments)) {
            assertThat(program.awaitExit()).isEqualTo(code);
            // The log of a test goes to standard output, with the time of day.
            return program.lines().stream()
                    .filter(line -> !line.matches("\\d\\d:\\d\\d:\\d\\d\\..*"))
                    .toList();
        }
    }
}

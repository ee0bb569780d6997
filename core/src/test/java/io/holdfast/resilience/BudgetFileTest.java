package io.holdfast.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetFileTest {

    private static final long SECOND = 1_000_000_000;
    private static final long WALL = 1_700_000_000_000L;

    @TempDir
    private Path directory;

    private Path path;
    private BudgetFile file;

    @BeforeEach
    void open() {
        path = directory.resolve("demo-attempts.budget");
        file = new BudgetFile(path);
    }

    @Test
    void aCrashLoopCannotPassTheLimit() throws IOException {
        int granted = 0;
        for (int life = 0; life < 100; life++) { // a new process, with a monotonic clock of its own, every second
            final long boot = life * 77_777L;
            final RateBudget budget = newBudget();
            file.load(budget, boot, WALL + life * 1_000L);
            if (budget.tryAcquire(boot) == 0) {
                file.save(budget, boot, WALL + life * 1_000L);
                granted++;
            }
        }
        assertThat(granted).isEqualTo(10); // five in each of two windows of a minute
    }

    @Test
    void withoutAFileNothingIsCounted() throws IOException {
        final RateBudget budget = newBudget();
        assertThat(file.load(budget, 0, WALL)).isEqualTo(new BudgetFile.Loaded(0, 0));
        assertThat(budget.available(0)).isEqualTo(5);
    }

    @Test
    void whatIsSavedIsReplacedAsAWhole() throws IOException {
        final RateBudget budget = newBudget();
        budget.tryAcquire(0, 2);
        budget.tryAcquire(SECOND, 1);
        file.save(budget, SECOND, WALL);
        assertThat(path).hasContent("holdfast-budget 1\n1699999999000 2\n1700000000000 1\n");
        file.save(newBudget(), 0, WALL);
        assertThat(path).hasContent("holdfast-budget 1\n");
        assertThat(directory).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void aGrantIsNeverForgottenEarlyByRounding() throws IOException {
        final RateBudget budget = newBudget();
        budget.tryAcquire(0, 5);
        file.save(budget, 999_999, WALL);
        final RateBudget later = newBudget();
        file.load(later, 0, WALL);
        assertThat(later.available(60 * SECOND - 1)).isZero();
        assertThat(later.available(60 * SECOND)).isEqualTo(5);
    }

    @Test
    void aClockThatWasSetBackFreesNothing() throws IOException {
        Files.writeString(path, "holdfast-budget 1\n" + (WALL + 86_400_000) + " 4\n");
        final RateBudget budget = newBudget();
        assertThat(file.load(budget, 0, WALL)).isEqualTo(new BudgetFile.Loaded(4, 0));
        assertThat(budget.available(60 * SECOND - 1)).isEqualTo(1);
        assertThat(budget.available(60 * SECOND)).isEqualTo(5);
    }

    @Test
    void damagedLinesArePassedOverAndCounted() throws IOException {
        Files.writeString(
                path,
                "holdfast-budget 1\n" + WALL + " 1\nnonsense\n" + WALL + " x\n" + WALL + " 0\n-5 1\n" + WALL
                        + " 99999999999\n\n0 1\n" + WALL + " 2");
        final RateBudget budget = newBudget();
        assertThat(file.load(budget, 0, WALL)).isEqualTo(new BudgetFile.Loaded(1, 7));
        assertThat(budget.available(0)).isEqualTo(4);
    }

    @Test
    void aFileThatIsNoneOfOursIsCountedAsDamage() throws IOException {
        for (final String text : new String[] {"", "holdfast-budget 2\n1 1\n", "\u0000\u0001"}) {
            Files.writeString(path, text);
            assertThat(file.load(newBudget(), 0, WALL)).isEqualTo(new BudgetFile.Loaded(0, 1));
        }
        Files.write(path, new byte[] {(byte) 0xff, (byte) 0xfe, 10});
        assertThat(file.load(newBudget(), 0, WALL)).isEqualTo(new BudgetFile.Loaded(0, 1));
    }

    @Test
    void aDirectoryThatIsMissingIsSaid() {
        final BudgetFile nowhere = new BudgetFile(directory.resolve("missing").resolve("x.budget"));
        assertThatThrownBy(() -> nowhere.save(newBudget(), 0, WALL)).isInstanceOf(IOException.class);
    }

    private static RateBudget newBudget() {
        return new RateBudget(5, Duration.ofMinutes(1));
    }
}

package io.holdfast.gateway.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingFilesTest {

    private static final long TIME = 1_672_515_782_136_000_000L;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFilesAreReadBackAsTheyWereWrittenHoweverManyThereAre(boolean compress) throws IOException {
        final List<RecordedLine> written = new ArrayList<>();
        try (RecordingFiles files = new RecordingFiles(folder.resolve("a"), compress, 300, 1_000_000)) {
            for (int i = 0; i < 100; i++) {
                final RecordedLine line =
                        RecordedLine.frame(TIME + i, "{\"n\":" + i + ",\"币\":\"" + "x".repeat(i) + "\"}");
                assertThat(files.write(line)).isTrue();
                written.add(line);
            }
            assertThat(files.files()).isGreaterThan(10);
        }
        final List<Path> all = list();
        if (!compress) {
            assertThat(all)
                    .allSatisfy(file -> assertThat(file.toFile().length()).isLessThanOrEqualTo(300));
        }
        final List<RecordedLine> read = new ArrayList<>();
        try (RecordingReader reader = new RecordingReader(all)) {
            for (RecordedLine line = reader.next(); line != null; line = reader.next()) {
                read.add(line);
            }
        }
        assertThat(read).isEqualTo(written);
    }

    @Test
    void beyondTheLimitOfTheWholeNothingIsWritten() throws IOException {
        try (RecordingFiles files = new RecordingFiles(folder.resolve("a"), false, 50, 100)) {
            int taken = 0;
            while (files.write(RecordedLine.frame(TIME, "{}"))) {
                taken++;
            }
            assertThat(taken).isEqualTo(4); // of 23 bytes each
            assertThat(files.totalBytes()).isEqualTo(92);
        }
    }

    @Test
    void anOlderRecordingIsNeverOverwritten() throws IOException {
        Files.writeString(folder.resolve("a-00001.tsv"), "older");
        try (RecordingFiles files = new RecordingFiles(folder.resolve("a"), false, 50, 100)) {
            assertThatThrownBy(() -> files.write(RecordedLine.frame(TIME, "{}")))
                    .isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(folder.resolve("a-00001.tsv")).hasContent("older");
    }

    @Test
    void aDiskThatFailsEndsTheRecordingAndSaysSo() throws IOException {
        Files.writeString(folder.resolve("a-00001.tsv"), "older");
        final Recorder recorder = new Recorder(new RecordingFiles(folder.resolve("a"), false, 50, 100));
        recorder.add(RecordedLine.frame(TIME, "{}"));
        recorder.close();
        assertThat(recorder.hasEnded()).isTrue();
        assertThat(recorder.failure()).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void aLineThatIsNotOfTheFormatIsNamedByFileAndNumber() throws IOException {
        final Path file = Files.writeString(folder.resolve("x.tsv"), "{}\n\n" + TIME + "\t@what 1\n");
        try (RecordingReader reader = new RecordingReader(List.of(file))) {
            assertThat(reader.next()).isNotNull();
            assertThatThrownBy(reader::next).isInstanceOf(IOException.class).hasMessageContaining("x.tsv:3: note");
        }
        try (RecordingReader missing = new RecordingReader(List.of(folder.resolve("none")))) {
            assertThatThrownBy(missing::next).isInstanceOf(IOException.class).hasMessageContaining("none");
        }
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.sorted().toList();
        }
    }
}

package io.holdfast.gateway.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.gateway.recording.RecordedLine.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedLineTest {

    private static final long TIME = 1_672_515_782_136_000_000L;

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1}", "{\t\"a\":1}", "[\t1]", "pong", "12\t34", "word\t{}", " \t{}"})
    void aLineWithoutATimeIsAFrame(String line) {
        assertThat(RecordedLine.parse(line)).isEqualTo(RecordedLine.frame(RecordedLine.NO_TIME, line));
    }

    @ParameterizedTest
    @CsvSource({
        "1672515782136000000, 1672515782136000000",
        "1672515782136000, 1672515782136000000",
        "1672515782136, 1672515782136000000",
        "1672515782, 1672515782000000000",
        "2022-12-31T19:43:02.136Z, 1672515782136000000"
    })
    void theTimeMayBeOfAnyUsualUnit(String time, long nanos) {
        assertThat(RecordedLine.parse(time + "\t{\"a\":\t1}")).isEqualTo(RecordedLine.frame(nanos, "{\"a\":\t1}"));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        for (final RecordedLine line : new RecordedLine[] {
            RecordedLine.frame(TIME, "{\"s\":\"这是测试币456\"}"),
            new RecordedLine(TIME, Kind.HTTP, 200, "/api/v3/depth?symbol=A&limit=5", "{\"a\":\t1}"),
            new RecordedLine(TIME, Kind.HTTP, 0, "/x", ""),
            new RecordedLine(TIME, Kind.OPENED, 3, "wss://stream.example:9443/stream?streams=a/b", ""),
            new RecordedLine(TIME, Kind.CONNECTION, 2, "", ""),
            new RecordedLine(TIME, Kind.CLOSED, 2, "RESET", ""),
            new RecordedLine(TIME, Kind.DROPPED, 17, "", "")
        }) {
            assertThat(RecordedLine.parse(line.format())).isEqualTo(line);
        }
    }

    @Test
    void lineEndsInsideAFrameBecomeSpaces() {
        assertThat(RecordedLine.frame(TIME, "{\r\n\"a\":1\n}").format()).isEqualTo(TIME + "\t{  \"a\":1 }");
    }

    @ParameterizedTest
    @ValueSource(strings = {"@nothing 1", "@http", "@http x /y", "@"})
    void aNoteThatIsNoneIsRefused(String note) {
        assertThatThrownBy(() -> RecordedLine.parse(TIME + "\t" + note))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: @http STATUS TARGET");
    }
}

package io.holdfast.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.codec.JsonReader;
import io.holdfast.market.Side;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BookLevelsTest {

    private final JsonReader json = new JsonReader();
    private final BookLevels levels = new BookLevels();

    @Test
    void pairsAreReadExactly() {
        read("[[\"64000.010\",\"0.5\"],[7,0]]", Side.BID);

        assertThat(levels.areSound()).isTrue();
        assertThat(levels.count()).isEqualTo(2);
        assertThat(levels.side(0)).isEqualTo(Side.BID);
        assertThat(levels.price(0)).isEqualTo(64_000_010);
        assertThat(levels.priceScale(0)).isEqualTo(3);
        assertThat(levels.size(0)).isEqualTo(5);
        assertThat(levels.sizeScale(0)).isEqualTo(1);
        assertThat(levels.price(1)).isEqualTo(7);
        assertThat(levels.size(1)).isZero();
    }

    @Test
    void aLevelOfOtherPartsThanTwoSpoilsThemUntilTheyAreCleared() {
        for (final String broken : new String[] {"[[\"1\"]]", "[[]]", "[[\"1\",\"2\",\"3\"]]"}) {
            levels.clear();
            read(broken, Side.ASK);
            assertThat(levels.areSound()).as(broken).isFalse();
            assertThat(json.finish()).as(broken).isTrue();
        }
        levels.clear();
        read("[[1,2]]", Side.ASK);
        assertThat(levels.areSound()).isTrue();
    }

    @Test
    void whatIsNoArrayIsAnErrorOfTheDocument() {
        read("[{\"price\":1}]", Side.ASK);
        assertThat(json.failed()).isTrue();
    }

    @Test
    void aPriceThatDoesNotFitIsCountedByTheReader() {
        read("[[\"99999999999999999999\",\"1\"]]", Side.ASK);
        assertThat(json.misfits()).isEqualTo(1);
    }

    @Test
    void noLevelsAreNotSound() {
        read("[]", Side.ASK);
        assertThat(levels.areSound()).isFalse();
    }

    @Test
    void oneLevelOfEachSideIsATopOfBookInEitherOrder() {
        read("[[2,1]]", Side.ASK);
        assertThat(levels.isTop()).isFalse();
        read("[[1,1]]", Side.BID);
        assertThat(levels.isTop()).isTrue();

        levels.clear();
        read("[[1,1],[2,1]]", Side.BID);
        assertThat(levels.isTop()).isFalse();
    }

    @Test
    void thousandsOfLevelsAreKept() {
        read(
                IntStream.rangeClosed(1, 5_000)
                        .mapToObj(price -> "[" + price + ",1]")
                        .collect(Collectors.joining(",", "[", "]")),
                Side.BID);
        assertThat(levels.count()).isEqualTo(5_000);
        assertThat(levels.price(4_999)).isEqualTo(5_000);
    }

    private void read(String document, Side side) {
        final byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        json.wrap(bytes, 0, bytes.length);
        levels.readPairs(json, side);
    }
}

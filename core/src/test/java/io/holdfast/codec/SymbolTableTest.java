package io.holdfast.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SymbolTableTest {

    private final SymbolTable table = new SymbolTable();

    @Test
    void aKeyIsFoundInTheMiddleOfAFrame() {
        table.put("BTC/USD", 7);
        final byte[] frame = "{\"symbol\":\"BTC/USD\"}".getBytes(UTF_8);

        assertThat(table.get(frame, 11, 7)).isEqualTo(7);
        assertThat(table.get(frame, 11, 6)).isEqualTo(SymbolTable.ABSENT);
        assertThat(table.get(frame, 10, 7)).isEqualTo(SymbolTable.ABSENT);
    }

    @Test
    void anyBytesMayBeAKey() {
        table.put("", 0);
        table.put("这是测试币456", 1);

        assertThat(table.get("")).isZero();
        assertThat(table.get("这是测试币456")).isEqualTo(1);
    }

    @Test
    void theTableKeepsItsOwnCopyOfAKey() {
        final byte[] key = "abc".getBytes(UTF_8);
        table.put(key, 1);
        key[0] = 'x';

        assertThat(table.get("abc")).isEqualTo(1);
        assertThat(table.get("xbc")).isEqualTo(SymbolTable.ABSENT);
    }

    @Test
    void anIdBelowZeroIsRefused() {
        assertThatThrownBy(() -> table.put("a", -1)).hasMessage("id: -1 (expected: 0 or above)");
    }

    @Property(tries = 500, seed = "20261124")
    void itBehavesAsAMap(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int keys) {
        final SplittableRandom random = new SplittableRandom(seed);
        final SymbolTable tested = new SymbolTable();
        final Map<String, Integer> model = new HashMap<>();
        for (int i = 0; i < 2_000; i++) {
            final String key = "k" + random.nextInt(keys);
            if (random.nextInt(3) == 0) {
                final Integer removed = model.remove(key);
                assertThat(tested.remove(key)).isEqualTo(removed == null ? SymbolTable.ABSENT : removed);
            } else {
                final Integer previous = model.put(key, i);
                assertThat(tested.put(key, i)).isEqualTo(previous == null ? SymbolTable.ABSENT : previous);
            }
        }
        assertThat(tested.size()).isEqualTo(model.size());
        for (int i = 0; i < keys; i++) {
            assertThat(tested.get("k" + i)).isEqualTo(model.getOrDefault("k" + i, SymbolTable.ABSENT));
        }
    }
}

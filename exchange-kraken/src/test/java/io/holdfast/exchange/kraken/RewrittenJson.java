package io.holdfast.exchange.kraken;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * The same JSON in another form: fields in another order, white space between tokens, unknown fields among the known.
 * The order of arrays stays. Reads well-formed JSON without escapes.
 */
final class RewrittenJson {

    private static final String[] SPACE = {"", "", "", " ", "\n", "\t", "\r\n  "};
    private static final String[] UNKNOWN = {
        "\"ws_display_price_precision\":2",
        "\"new\":{\"price\":[1,{\"symbol\":null}]}",
        "\"\":\"\\u20ac\\\"\"",
        "\"x\":-1.5e-9"
    };

    private final String json;
    private final SplittableRandom random;
    private int at;

    private RewrittenJson(String json, SplittableRandom random) {
        this.json = json;
        this.random = random;
    }

    static String of(String json, SplittableRandom random) {
        return new RewrittenJson(json, random).value();
    }

    private String value() {
        return space()
                + switch (json.charAt(at)) {
                    case '{' -> container('}', true);
                    case '[' -> container(']', false);
                    default -> token();
                }
                + space();
    }

    private String container(char end, boolean object) {
        final char begin = json.charAt(at++);
        final List<String> members = new ArrayList<>();
        while (json.charAt(at) != end) {
            if (json.charAt(at) == ',') {
                at++;
            }
            if (object) {
                final String name = token();
                at++; // colon
                members.add(space() + name + space() + ":" + value());
            } else {
                members.add(value());
            }
        }
        at++;
        if (object) {
            if (random.nextInt(3) == 0) {
                members.add(UNKNOWN[random.nextInt(UNKNOWN.length)]);
            }
            Collections.shuffle(members, new Random(random.nextLong()));
        }
        return begin + space() + String.join(",", members) + end;
    }

    private String token() {
        final int start = at;
        if (json.charAt(at) == '"') {
            at = json.indexOf('"', at + 1) + 1;
        } else {
            while (at < json.length() && ",]}".indexOf(json.charAt(at)) < 0) {
                at++;
            }
        }
        return json.substring(start, at);
    }

    private String space() {
        return SPACE[random.nextInt(SPACE.length)];
    }
}

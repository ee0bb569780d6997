package io.holdfast.testkit.conformance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A JSON document that keeps the spelling of its strings and numbers. For well-formed documents; shares nothing with
 * the reader that plugins use.
 */
final class JsonTree {

    private final char kind; // '{', '[', or 0 for a scalar
    private final String scalar;
    private final List<String> names = new ArrayList<>();
    private final List<JsonTree> children = new ArrayList<>();

    private JsonTree(char kind, String scalar) {
        this.kind = kind;
        this.scalar = scalar;
    }

    /** {@return the document; null if it is none} */
    static @Nullable JsonTree parse(String text) {
        final Parser parser = new Parser(text);
        try {
            final JsonTree tree = parser.value();
            parser.space();
            return parser.at == text.length() ? tree : null;
        } catch (IllegalStateException | StringIndexOutOfBoundsException e) {
            return null;
        }
    }

    void reverse() {
        Collections.reverse(names);
        if (kind == '{') {
            Collections.reverse(children);
        }
        children.forEach(JsonTree::reverse);
    }

    void shuffle(SplittableRandom random) {
        for (int i = names.size() - 1; i > 0; i--) {
            final int with = random.nextInt(i + 1);
            Collections.swap(names, i, with);
            Collections.swap(children, i, with);
        }
        children.forEach(child -> child.shuffle(random));
    }

    void write(StringBuilder out, JsonShape shape) {
        final String space = shape.space();
        out.append(space);
        if (kind == 0) {
            out.append(scalar.startsWith("\"") ? shape.string(scalar, false) : scalar);
        } else {
            out.append(kind);
            final List<String> extra = new ArrayList<>();
            if (kind == '{' && shape.first() != null) {
                out.append(space).append(shape.first());
                extra.add("");
            }
            for (int i = 0; i < children.size(); i++) {
                out.append(i > 0 || !extra.isEmpty() ? "," : "");
                if (kind == '{') {
                    out.append(space)
                            .append(shape.string(names.get(i), true))
                            .append(space)
                            .append(':');
                }
                children.get(i).write(out, shape);
            }
            if (kind == '{' && shape.last() != null) {
                out.append(children.isEmpty() && extra.isEmpty() ? "" : ",").append(shape.last());
            }
            out.append(space).append(kind == '{' ? '}' : ']');
        }
        out.append(space);
    }

    private static final class Parser {

        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        void space() {
            while (at < text.length() && text.charAt(at) <= ' ') {
                at++;
            }
        }

        private char next() {
            space();
            return text.charAt(at);
        }

        private void expect(char wanted) {
            if (next() != wanted) {
                throw new IllegalStateException("no JSON");
            }
            at++;
        }

        JsonTree value() {
            final char first = next();
            return switch (first) {
                case '{', '[' -> container(first);
                case '"' -> new JsonTree((char) 0, string());
                default -> {
                    final int from = at;
                    while (at < text.length() && ",]}".indexOf(text.charAt(at)) < 0 && text.charAt(at) > ' ') {
                        at++;
                    }
                    if (!text.substring(from, at).matches("-?[0-9][0-9.eE+-]*|true|false|null")) {
                        throw new IllegalStateException("no JSON");
                    }
                    yield new JsonTree((char) 0, text.substring(from, at));
                }
            };
        }

        private JsonTree container(char kind) {
            final JsonTree tree = new JsonTree(kind, "");
            final char end = kind == '{' ? '}' : ']';
            at++;
            if (next() != end) {
                while (true) {
                    if (kind == '{') {
                        expect('"');
                        at--;
                        tree.names.add(string());
                        expect(':');
                    }
                    tree.children.add(value());
                    if (next() == end) {
                        break;
                    }
                    expect(',');
                }
            }
            at++;
            return tree;
        }

        private String string() {
            final int from = at;
            at++;
            while (text.charAt(at) != '"') {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
            at++;
            return text.substring(from, at);
        }
    }
}

package io.holdfast.gateway;

/** The configuration cannot be used. The message says where, what stands there, and what would be right. */
public final class ConfigException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message one line for the user, beginning with {@code file:line:} where there is one
     */
    public ConfigException(String message) {
        super(message);
    }
}

package io.holdfast.exchange;

/** An exchange's list of instruments cannot be read. */
public class CatalogException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what is wrong with which part of the list
     */
    public CatalogException(String message) {
        super(message);
    }
}

package io.holdfast.transport.netty.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Makes trust managers that leave the check of the host name to the JDK, whoever wrote them. */
public final class TrustStores {

    private TrustStores() {}

    /**
     * {@return trust in some certificates}
     *
     * @param anchors     issuers, or servers' own certificates
     * @param withDefault whether the JDK's roots are trusted as well
     */
    public static TrustManager[] of(List<X509Certificate> anchors, boolean withDefault) {
        try {
            final List<X509Certificate> all = new ArrayList<>(anchors);
            if (withDefault) {
                for (final TrustManager manager : defaultManagers()) {
                    if (manager instanceof X509TrustManager x509) {
                        all.addAll(Arrays.asList(x509.getAcceptedIssuers()));
                    }
                }
            }
            final KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < all.size(); i++) {
                store.setCertificateEntry("anchor-" + i, all.get(i));
            }
            return managers(store);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("trust: the certificates could not be made into a key store", e);
        }
    }

    /**
     * {@return managers that decide as the given ones do, and yet cannot switch the check of the host name off}
     *
     * <p>The JDK checks the host name for a plain {@link X509TrustManager}, and leaves it to an extended one. So each
     * is hidden behind a plain one. That check is what CVE-2026-50010 lost in Netty's own wrapping, which is not used
     * here.
     */
    public static TrustManager[] hostChecking(TrustManager[] managers) {
        return Arrays.stream(managers)
                .map(manager -> manager instanceof X509TrustManager x509 ? new PlainTrustManager(x509) : manager)
                .toArray(TrustManager[]::new);
    }

    private static TrustManager[] defaultManagers() throws GeneralSecurityException {
        return managers(null);
    }

    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        final TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /** Not an extended one, and that is all there is to it. */
    private static final class PlainTrustManager implements X509TrustManager {
        private final X509TrustManager delegate;

        private PlainTrustManager(X509TrustManager delegate) {
            this.delegate = delegate;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            delegate.checkClientTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            delegate.checkServerTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return delegate.getAcceptedIssuers();
        }
    }
}

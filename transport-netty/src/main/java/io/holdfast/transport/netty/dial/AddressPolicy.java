package io.holdfast.transport.netty.dial;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses may be connected to at all. No exchange lives on a link-local address or at a cloud's metadata
 * service; a name that leads there was poisoned, or somebody is using this program to reach what it may not.
 *
 * <p>Immutable.
 */
public final class AddressPolicy {

    /** Metadata services outside of the link-local ranges: EC2 and GCE on IPv6, Alibaba. */
    private static final Set<InetAddress> METADATA =
            Set.of(address("fd00:ec2::254"), address("fd20:ce::254"), address("100.100.100.200"));

    private static final byte[] NAT64_LINK_LOCAL = {
        0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 169, (byte) 254
    };

    private final boolean literalLinkLocalAllowed;

    /**
     * Makes the policy.
     *
     * @param literalLinkLocalAllowed whether such an address may be used where the endpoint itself spells it
     */
    public AddressPolicy(boolean literalLinkLocalAllowed) {
        this.literalLinkLocalAllowed = literalLinkLocalAllowed;
    }

    /** {@return the address that the host spells, or null where it is a name} Never looks anything up. */
    public static @Nullable InetAddress literal(String host) {
        final byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        if (bytes == null) {
            return null;
        }
        try {
            return InetAddress.getByAddress(host, bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address has 4 or 16 bytes", e);
        }
    }

    /**
     * {@return whether it may be connected to}
     *
     * @param spelled whether the endpoint spells the address, so that nobody's answer led here
     */
    public boolean allows(InetAddress address, boolean spelled) {
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            return false;
        }
        final boolean suspicious =
                address.isLinkLocalAddress() || METADATA.contains(address) || isTranslatedLinkLocal(address);
        return !suspicious || spelled && literalLinkLocalAllowed;
    }

    private static boolean isTranslatedLinkLocal(InetAddress address) {
        final byte[] bytes = address.getAddress();
        if (bytes.length < NAT64_LINK_LOCAL.length) {
            return false;
        }
        for (int i = 0; i < NAT64_LINK_LOCAL.length; i++) {
            if (bytes[i] != NAT64_LINK_LOCAL[i]) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress address(String text) {
        final InetAddress address = literal(text);
        if (address == null) {
            throw new AssertionError(text);
        }
        return address;
    }
}

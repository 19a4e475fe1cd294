package io.xfrmgate.nativeio.netlink;

import io.xfrmgate.nativeio.libc.Errno;
import java.util.Optional;

/**
 * Why the kernel refused a request.
 *
 * @param request C name of the message's type
 * @param errno the number
 * @param text the kernel's words (NLMSGERR_ATTR_MSG); empty if it said nothing
 * @param attribute C name of the attribute at fault or missing (NLMSGERR_ATTR_OFFS, NLMSGERR_ATTR_MISS_TYPE)
 * @param offset of that attribute in the message; 0 if it is missing or not named
 */
public record NetlinkError(String request, Errno errno, String text, Optional<String> attribute, int offset) {

    /** For example {@code XFRM_MSG_NEWSA: ENOSYS (Function not implemented): Requested AEAD algorithm not found}. */
    @Override
    public String toString() {
        StringBuilder words = new StringBuilder(request).append(": ").append(errno);
        if (!text.isEmpty()) {
            words.append(": ").append(text);
        }
        attribute.ifPresent(name -> words.append(offset == 0 ? ", missing " : ", ")
                .append(name)
                .append(offset == 0 ? "" : " at offset " + offset));
        return words.toString();
    }
}

package io.xfrmgate.nativeio.udp;

/**
 * One instruction of classic BPF, {@code struct sock_filter} of linux/filter.h.
 *
 * @param code operation
 * @param ifTrue instructions to skip when a comparison holds
 * @param ifFalse instructions to skip when it does not
 * @param operand the constant {@code k}
 */
record BpfInstruction(int code, int ifTrue, int ifFalse, int operand) {
    static final int LOAD_WORD = 0x20;
    static final int LOAD_BYTE = 0x30;
    static final int ADD = 0x04;
    static final int AND = 0x54;
    static final int JUMP = 0x05;
    static final int JUMP_IF_EQUAL = 0x15;
    static final int JUMP_IF_SET = 0x45;
    static final int RETURN_ACCUMULATOR = 0x16;

    static BpfInstruction of(int code, int operand) {
        return new BpfInstruction(code, 0, 0, operand);
    }

    static BpfInstruction branch(int code, int operand, int ifTrue, int ifFalse) {
        return new BpfInstruction(code, ifTrue, ifFalse, operand);
    }
}

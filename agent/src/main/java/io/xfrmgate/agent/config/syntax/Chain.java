package io.xfrmgate.agent.config.syntax;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A stack that shares its tail, so that several readings of one line can grow side by side. */
sealed interface Chain<E> {

    /** The bottom. */
    record Empty<E>() implements Chain<E> {}

    /** The top and what is beneath. */
    record Link<E>(E head, Chain<E> tail) implements Chain<E> {}

    static <E> Chain<E> empty() {
        return new Empty<>();
    }

    default Chain<E> push(E element) {
        return new Link<>(element, this);
    }

    /** Bottom first. */
    default List<E> fromBottom() {
        List<E> list = new ArrayList<>();
        Chain<E> rest = this;
        while (rest instanceof Link<E>(E head, Chain<E> tail)) {
            list.add(head);
            rest = tail;
        }
        Collections.reverse(list);
        return list;
    }
}

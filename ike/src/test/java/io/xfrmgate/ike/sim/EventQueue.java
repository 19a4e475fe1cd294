package io.xfrmgate.ike.sim;

import java.util.PriorityQueue;

/** What is to happen, in the order of time, and of scheduling within one millisecond. */
final class EventQueue {
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long scheduled;

    private record Event(long millis, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(millis, other.millis);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    void at(long millis, Runnable action) {
        events.add(new Event(millis, scheduled++, action));
    }

    /** {@code Long.MAX_VALUE} if there is nothing. */
    long nextMillis() {
        Event first = events.peek();
        return first == null ? Long.MAX_VALUE : first.millis;
    }

    Runnable take() {
        return events.remove().action;
    }

    int size() {
        return events.size();
    }
}

package io.xfrmgate.ike.v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Our exchanges that wait for the window: by priority, then in order of arrival. Allocates nothing while empty. */
final class TaskQueue {
    private List<Entry> entries = List.of();

    private record Entry(Task task, long notBefore) {}

    void add(Task task, long notBefore) {
        if (entries.isEmpty()) {
            entries = new ArrayList<>(2);
        }
        int at = entries.size();
        while (at > 0 && entries.get(at - 1).task().priority().compareTo(task.priority()) > 0) {
            at--;
        }
        entries.add(at, new Entry(task, notBefore));
    }

    /** The first task that may run now. */
    Optional<Task> poll(long now) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).notBefore() <= now) {
                Task task = entries.remove(i).task();
                if (entries.isEmpty()) {
                    entries = List.of();
                }
                return Optional.of(task);
            }
        }
        return Optional.empty();
    }

    /** When the first put-off task may run. */
    long nextDeadline() {
        return entries.stream().mapToLong(Entry::notBefore).min().orElse(TimerTable.NEVER);
    }

    /** Takes out those that fit. */
    List<Task> remove(Predicate<Task> which) {
        List<Task> removed = entries.stream().map(Entry::task).filter(which).toList();
        if (!removed.isEmpty()) {
            entries = new ArrayList<>(
                    entries.stream().filter(e -> !removed.contains(e.task())).toList());
        }
        return removed;
    }

    /** Takes all out. */
    List<Task> drain() {
        List<Task> tasks = entries.stream().map(Entry::task).toList();
        entries = List.of();
        return tasks;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    List<Task> tasks() {
        return entries.stream().map(Entry::task).toList();
    }
}

package orca.simulator.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import orca.core.resource.Dimension;

/**
 * Draws an outcome as a picture in SVG: the schedule, with a row for each unit and a box for each job, and below it how many jobs
 * wait and how many units are in use over time. Which units a job has is drawn, not decided: the lowest that are free. Where
 * units have sizes there is no schedule, and a line for each dimension.
 */
final class Chart {
    private static final int WIDTH = 1_200;
    private static final int SCHEDULE = 480;
    private static final int GRAPH = 140;
    private static final int LEFT = 70;
    private static final int TOP = 40;
    private static final int GAP = 50;
    /** The most boxes; a picture with more shows nothing and takes a browser's breath. */
    private static final int MOST_BOXES = 40_000;
    private static final long DAY = 86_400;

    private final Outcome outcome;
    private final String title;
    private final StringBuilder svg = new StringBuilder();
    private final long begin;
    private final long end;

    private Chart(Outcome outcome, String title) {
        this.outcome = outcome;
        this.title = title;
        List<Job> jobs = outcome.workload().jobs();
        this.begin = jobs.isEmpty() ? 0 : jobs.get(0).submit();
        long last = begin + 1;
        for (int i = 0; i < jobs.size(); i++) {
            if (outcome.waited(i).isPresent()) {
                last = Math.max(last, jobs.get(i).submit() + outcome.waited(i).getAsLong() + jobs.get(i).run());
            }
        }
        this.end = last;
    }

    /** The picture as text. */
    static String of(Outcome outcome, String title) {
        Chart chart = new Chart(outcome, title);
        chart.draw();
        return chart.svg.toString();
    }

    private void draw() {
        List<Dimension> dimensions = outcome.workload().estate().map(e -> e.type().dimensions()).orElse(List.of());
        int top = dimensions.isEmpty() ? TOP + SCHEDULE + GAP : TOP;
        int height = top + (1 + Math.max(1, dimensions.size())) * (GAP + GRAPH);
        print("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n",
                LEFT + WIDTH + 20, height);
        print("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n");
        print("<text x=\"%d\" y=\"24\" font-size=\"16\">%s</text>%n", LEFT, escaped(title));
        graph(top, "waiting", "#b5542b", waiting());
        if (dimensions.isEmpty()) {
            schedule();
            graph(top + GAP + GRAPH, "in use", "#2b6cb5", inUse(Job::units));
        }
        for (int i = 0; i < dimensions.size(); i++) {
            int d = i;
            graph(top + (d + 1) * (GAP + GRAPH), dimensions.get(d).name(), "#2b6cb5",
                    inUse(job -> job.sliver().get(d) * job.units()));
        }
        days(height - GAP + 20);
        print("</svg>%n");
    }

    private void schedule() {
        int units = outcome.workload().capacity();
        frame(TOP, SCHEDULE, "units", Integer.toString(units));
        for (Box box : boxes()) {
            box(box, units);
        }
    }

    private void print(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private double x(long second) {
        return LEFT + (double) (second - begin) / (end - begin) * WIDTH;
    }

    private void frame(int top, int height, String what, String most) {
        print("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#999\"/>%n", LEFT, top, WIDTH, height);
        print("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n", LEFT - 6, top + 10, most);
        print("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n", LEFT - 6, top + height / 2, what);
        print("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">0</text>%n", LEFT - 6, top + height);
    }

    private void days(int y) {
        long span = Math.max(1, (end - begin) / DAY);
        long step = Math.max(1, span / 12);
        for (long day = 0; day <= span; day += step) {
            print("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">day %d</text>%n", x(begin + day * DAY), y, day);
        }
    }

    /** A job on one stretch of neighbouring units. */
    private record Box(Job job, long start, int first, int count) {}

    private List<Box> boxes() {
        List<Integer> order = new ArrayList<>();
        List<Job> jobs = outcome.workload().jobs();
        for (int i = 0; i < jobs.size(); i++) {
            if (outcome.waited(i).isPresent()) {
                order.add(i);
            }
        }
        order.sort(Comparator.comparingLong(i -> start(jobs, i)));
        long[] freeFrom = new long[outcome.workload().capacity()];
        Arrays.fill(freeFrom, Long.MIN_VALUE);
        List<Box> boxes = new ArrayList<>();
        for (int i : order) {
            place(jobs.get(i), start(jobs, i), freeFrom, boxes);
            if (boxes.size() > MOST_BOXES) {
                return List.of();
            }
        }
        return boxes;
    }

    private long start(List<Job> jobs, int job) {
        return jobs.get(job).submit() + outcome.waited(job).orElseThrow();
    }

    private static void place(Job job, long start, long[] freeFrom, List<Box> boxes) {
        int left = job.units();
        int first = -1;
        for (int unit = 0; unit < freeFrom.length && left > 0; unit++) {
            boolean free = freeFrom[unit] <= start;
            if (free) {
                first = first < 0 ? unit : first;
                freeFrom[unit] = start + job.run();
                left--;
            }
            boolean over = !free || left == 0 || unit == freeFrom.length - 1;
            if (first >= 0 && over) {
                boxes.add(new Box(job, start, first, unit - first + (free ? 1 : 0)));
                first = -1;
            }
        }
    }

    private void box(Box box, int units) {
        double high = (double) SCHEDULE / units;
        double wide = Math.max(0.4, x(box.start + box.job.run()) - x(box.start));
        print("<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"hsl(%d,55%%,65%%)\">",
                x(box.start), TOP + SCHEDULE - (box.first + box.count) * high, wide, box.count * high,
                Math.floorMod(box.job.user().hashCode() * 47, 360));
        print("<title>job %d of user %s: %d units, waited %d s, ran %d s</title></rect>%n", box.job.number(),
                escaped(box.job.user()), box.job.units(), box.start - box.job.submit(), box.job.run());
    }

    /** Steps of a count over time: pairs of second and change. */
    private List<long[]> waiting() {
        List<long[]> steps = new ArrayList<>();
        List<Job> jobs = outcome.workload().jobs();
        for (int i = 0; i < jobs.size(); i++) {
            if (outcome.waited(i).orElse(0) > 0) {
                steps.add(new long[] {jobs.get(i).submit(), 1});
                steps.add(new long[] {start(jobs, i), -1});
            }
        }
        return steps;
    }

    private List<long[]> inUse(ToLongFunction<Job> much) {
        List<long[]> steps = new ArrayList<>();
        List<Job> jobs = outcome.workload().jobs();
        for (int i = 0; i < jobs.size(); i++) {
            if (outcome.waited(i).isPresent()) {
                steps.add(new long[] {start(jobs, i), much.applyAsLong(jobs.get(i))});
                steps.add(new long[] {start(jobs, i) + jobs.get(i).run(), -much.applyAsLong(jobs.get(i))});
            }
        }
        return steps;
    }

    /** One point for each pixel: the most within it. */
    private void graph(int top, String what, String colour, List<long[]> steps) {
        steps.sort(Comparator.comparingLong((long[] step) -> step[0]).thenComparingLong(step -> step[1]));
        long[] peaks = new long[WIDTH + 1];
        long level = 0;
        int pixel = 0;
        for (long[] step : steps) {
            int at = (int) Math.min(WIDTH, Math.max(0, Math.round(x(step[0]) - LEFT)));
            while (pixel < at) {
                peaks[pixel] = Math.max(peaks[pixel], level);
                pixel++;
            }
            level += step[1];
            peaks[pixel] = Math.max(peaks[pixel], level);
        }
        long most = Math.max(1, Arrays.stream(peaks).max().orElse(1));
        frame(top, GRAPH, what, Long.toString(most));
        print("<polyline fill=\"none\" stroke=\"%s\" points=\"", colour);
        for (int i = 0; i <= WIDTH; i++) {
            print("%d,%.1f ", LEFT + i, top + GRAPH - (double) peaks[i] / most * GRAPH);
        }
        print("\"/>%n");
    }
}

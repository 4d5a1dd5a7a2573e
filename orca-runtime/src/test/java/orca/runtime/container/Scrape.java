package orca.runtime.container;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The figures of a process at one moment, by the series as they are written. */
record Scrape(Map<String, Double> series) {
    static Scrape of(URI url) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String text = http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString()).body();
            Map<String, Double> series = new LinkedHashMap<>();
            text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                int blank = line.lastIndexOf(' ');
                String value = line.substring(blank + 1);
                series.put(line.substring(0, blank), value.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(value));
            });
            return new Scrape(series);
        }
    }

    /** The value of the one series of that name that has these labels. @param labels each as {@code name="value"} */
    double value(String name, String... labels) {
        return find(name, labels).orElseThrow(() -> new AssertionError("no " + name + " with " + String.join(", ", labels)
                + "; there are " + series.keySet().stream().filter(key -> key.startsWith(name)).toList()));
    }

    Optional<Double> find(String name, String... labels) {
        return series.entrySet().stream().filter(entry -> entry.getKey().startsWith(name + "{") || entry.getKey().equals(name))
                .filter(entry -> {
                    for (String label : labels) {
                        if (!entry.getKey().contains("{" + label) && !entry.getKey().contains("," + label)) {
                            return false;
                        }
                    }
                    return true;
                }).map(Map.Entry::getValue).findFirst();
    }
}

package orca.handler.sandbox.driver;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.Properties;

/**
 * How a unit is made here: kept in its folder, so that later calls and later processes know it.
 *
 * @param spec what it shall be
 * @param form what it got
 * @param user its own user on the host; none where the site is no root and has only its own
 * @param ownNetwork whether it is apart from the host's network
 * @param processes the most processes it may have at once
 */
record UnitPlan(UnitSpec spec, Form form, OptionalInt user, boolean ownNetwork, long processes) {
    UnitPlan {
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(form, "form");
        Objects.requireNonNull(user, "user");
    }

    UnitPlan with(UnitSpec newSpec) {
        return new UnitPlan(newSpec, form, user, ownNetwork, processes);
    }

    Properties toFile() {
        Properties file = new Properties();
        spec.writeTo(file);
        file.setProperty("form", form.word());
        user.ifPresent(uid -> file.setProperty("user", Integer.toString(uid)));
        file.setProperty("network", ownNetwork ? "own" : "host");
        file.setProperty("processes", Long.toString(processes));
        return file;
    }

    static UnitPlan fromFile(Properties file) {
        String user = file.getProperty("user");
        return new UnitPlan(
                UnitSpec.readFrom(file),
                Form.of(file.getProperty("form", "")),
                user == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(user)),
                file.getProperty("network", "").equals("own"),
                Long.parseLong(file.getProperty("processes", "0")));
    }
}

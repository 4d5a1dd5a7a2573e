package orca.handler.ant;

import java.util.List;
import java.util.Map;
import orca.core.handler.CallContext;
import orca.core.handler.Outcome;
import orca.core.resource.PropertyList;
import orca.nodeagent.driver.Driver;
import orca.nodeagent.driver.DriverFactory;
import orca.nodeagent.driver.FoundUnit;
import orca.nodeagent.driver.Order;
import orca.nodeagent.driver.Repeat;

/** Makes a driver of this process that a script can find. */
public final class Shelves implements DriverFactory {
    @Override
    public String name() {
        return "shelves";
    }

    @Override
    public Driver open(PropertyList settings) {
        return new Driver() {
            @Override
            public String name() {
                return "shelves";
            }

            @Override
            public Map<String, Repeat> actions() {
                return Map.of("reserve", Repeat.RUN_AGAIN);
            }

            @Override
            public Outcome run(Order order, CallContext context) {
                return new Outcome.Done(PropertyList.of("shelf", "for " + order.unit()));
            }

            @Override
            public List<FoundUnit> units() {
                return List.of();
            }
        };
    }
}

package orca.simulator.plants;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import orca.authority.Authority;
import orca.broker.Broker;
import orca.core.actor.Actor;
import orca.core.actor.Effects;
import orca.core.contract.Principal;
import orca.servicemanager.ServiceManager;
import orca.simulator.federation.Birth;
import orca.simulator.federation.Border;
import orca.simulator.federation.Cast;
import orca.simulator.federation.Dice;
import orca.simulator.federation.Storm;

/** The bugs that are planted, each in one kind of actors at a time. On whom it falls there, the seed of the storm decides. */
enum Plant {
    /** The broker promises the same quantity twice. */
    DOUBLE_GRANT(Kind.BROKER) {
        @Override
        Cast cast(long seed, Kind where, Firings firings) {
            Lot lot = new Lot(seed, 200);
            return new Cast(REAL.authority(),
                    born -> new DoubleGrant((Broker) REAL.broker().apply(born), lot, firings), REAL.guest());
        }
    },

    /** The broker forgets every other time what its policy wants to remember: of a market, who paid. */
    FORGOTTEN_PAYMENT(Kind.BROKER) {
        @Override
        Cast cast(long seed, Kind where, Firings firings) {
            Lot lot = new Lot(seed, 500);
            return new Cast(REAL.authority(),
                    born -> new ForgottenPayment((Broker) REAL.broker().apply(born), lot, firings), REAL.guest());
        }
    },

    /** The guest forgets every other time what it paid before, and has those credits still. */
    FORGOTTEN_PURSE(Kind.GUEST) {
        @Override
        Cast cast(long seed, Kind where, Firings firings) {
            Lot lot = new Lot(seed, 500);
            return new Cast(REAL.authority(), REAL.broker(),
                    born -> new ForgottenPurse((ServiceManager) REAL.guest().apply(born), lot, firings));
        }
    },

    /** It never sends what it owes for one in six of its subjects. */
    MESSAGE_LOST_FOR_GOOD(Kind.values()) {
        @Override
        Cast cast(long seed, Kind where, Firings firings) {
            Lot lot = new Lot(seed, 167);
            return one(where, birth -> born -> new LostForGood(birth.apply(born), lot, firings));
        }
    },

    /** It forgets at a restart what it owed for one in three of its subjects. */
    MESSAGE_LOST_AT_RESTART(Kind.values()) {
        @Override
        Cast cast(long seed, Kind where, Firings firings) {
            Lot lot = new Lot(seed, 333);
            Map<Principal, Integer> births = new LinkedHashMap<>();
            // The first of a name is the node's replica, the second its first life.
            return one(where, birth -> born -> births.merge(born.self(), 1, Integer::sum) <= 2
                    ? birth.apply(born) : new LostAtRestart(birth.apply(born), lot, firings));
        }
    },

    /** One group in fifty that has effects lets them out before it is durable; a node may die right after. */
    EFFECT_BEFORE_COMMIT(Kind.values()) {
        @Override
        Cast cast(long seed, Kind where, Firings firings) {
            Dice dice = new Dice(seed);
            return new Cast(REAL.authority(), REAL.broker(), REAL.guest(),
                    Optional.of((self, effects) -> where.is(self) && leaves(effects) && dice.chance(20) && harm(firings)),
                    Border.REAL);
        }
    },

    /** The authority takes one in four units for free when the teardown begins. */
    FREED_BEFORE_TEARDOWN(Kind.AUTHORITY) {
        @Override
        Cast cast(long seed, Kind where, Firings firings) {
            Lot lot = new Lot(seed, 250);
            return new Cast(born -> new FreedFirst((Authority) REAL.authority().apply(born), lot, firings),
                    REAL.broker(), REAL.guest());
        }
    },

    /** The authority gives up the old place of every other unit that it moves before the handler has answered. */
    RELEASED_BEFORE_ARRIVAL(Kind.AUTHORITY) {
        @Override
        Cast cast(long seed, Kind where, Firings firings) {
            Lot lot = new Lot(seed, 500);
            return new Cast(born -> new ArrivedFirst((Authority) REAL.authority().apply(born), lot, firings),
                    REAL.broker(), REAL.guest());
        }
    },

    /** The authority books the new place of every other unit that moves to grow as large as the unit is, not as it is to be. */
    NEW_PLACE_TOO_SMALL(Kind.AUTHORITY) {
        @Override
        Cast cast(long seed, Kind where, Firings firings) {
            Lot lot = new Lot(seed, 500);
            return new Cast(born -> new NarrowPlace((Authority) REAL.authority().apply(born), lot, firings),
                    REAL.broker(), REAL.guest());
        }
    },

    /** The authority promises all of three in four delegations by host on one host. */
    ALL_ON_ONE_HOST(Kind.AUTHORITY) {
        @Override
        Cast cast(long seed, Kind where, Firings firings) {
            Lot lot = new Lot(seed, 750);
            return new Cast(born -> new OneHost((Authority) REAL.authority().apply(born), lot, firings),
                    REAL.broker(), REAL.guest());
        }
    },

    /** The authority does not hear that one in three of its units died. */
    DEATH_UNHEARD(Kind.AUTHORITY) {
        @Override
        Cast cast(long seed, Kind where, Firings firings) {
            Lot lot = new Lot(seed, 333);
            return new Cast(born -> new DeafToDeath((Authority) REAL.authority().apply(born), lot, firings),
                    REAL.broker(), REAL.guest());
        }
    },

    /** The authority forgets one in three dead units when others have come in their place: they are never torn down. */
    DEAD_LEFT_LYING(Kind.AUTHORITY) {
        @Override
        Cast cast(long seed, Kind where, Firings firings) {
            Lot lot = new Lot(seed, 333);
            return new Cast(born -> new LeftLying((Authority) REAL.authority().apply(born), lot, firings),
                    REAL.broker(), REAL.guest());
        }
    },

    /** It does not hear that it was put back to a backup, and goes on as if nothing had come after that. */
    LOSS_UNHEARD(Kind.AUTHORITY, Kind.BROKER) {
        @Override
        Cast cast(long seed, Kind where, Firings firings) {
            return one(where, birth -> born -> new LossUnheard(birth.apply(born), firings));
        }

        @Override
        boolean fits(long seed) {
            return Storm.forgetful(seed);
        }
    },

    /** The guest takes one in three letters for sent that could not be. */
    LETTER_TAKEN_FOR_SENT(Kind.GUEST) {
        @Override
        Cast cast(long seed, Kind where, Firings firings) {
            Lot lot = new Lot(seed, 333);
            return one(where, birth -> born -> new TakenForSent((ServiceManager) birth.apply(born), lot, firings));
        }

        @Override
        boolean fits(long seed) {
            return Storm.ofNotices(seed);
        }
    },

    /** The guest does not tell one in ten times what became of reservations. */
    NEWS_KEPT_QUIET(Kind.GUEST) {
        @Override
        Cast cast(long seed, Kind where, Firings firings) {
            Lot lot = new Lot(seed, 100);
            return one(where, birth -> born -> new KeptQuiet((ServiceManager) birth.apply(born), lot, firings));
        }

        @Override
        boolean fits(long seed) {
            return Storm.ofNotices(seed);
        }
    },

    /** It does not act when the term of one in three of its contracts ends. */
    EXPIRY_MISSED(Kind.values()) {
        @Override
        Cast cast(long seed, Kind where, Firings firings) {
            Lot lot = new Lot(seed, 333);
            return one(where, birth -> born -> switch (where) {
                case AUTHORITY -> MissedExpiry.at((Authority) birth.apply(born), lot, firings);
                case BROKER -> MissedExpiry.at((Broker) birth.apply(born), lot, firings);
                case GUEST -> MissedExpiry.at((ServiceManager) birth.apply(born), lot, firings);
            });
        }
    };

    private static final Cast REAL = Cast.real();

    private final List<Kind> kinds;

    Plant(Kind... kinds) {
        this.kinds = List.of(kinds);
    }

    /** The kinds of actors, by what the names of theirs begin with. */
    enum Kind {
        AUTHORITY("site"),
        BROKER("broker"),
        GUEST("guest");

        private final String name;

        Kind(String name) {
            this.name = name;
        }

        boolean is(Principal self) {
            return self.toString().startsWith(name);
        }
    }

    /** The kinds of actors in which it can be planted. */
    List<Kind> kinds() {
        return kinds;
    }

    /** Whether it can do anything in the storm of {@code seed}. */
    boolean fits(long seed) {
        return true;
    }

    /** The cast with this bug in actors of kind {@code where}, for the storm of {@code seed}. For one federation only. */
    abstract Cast cast(long seed, Kind where, Firings firings);

    private static Cast one(Kind where, UnaryOperator<Function<Birth, Actor>> twist) {
        return switch (where) {
            case AUTHORITY -> new Cast(twist.apply(REAL.authority()), REAL.broker(), REAL.guest());
            case BROKER -> new Cast(REAL.authority(), twist.apply(REAL.broker()), REAL.guest());
            case GUEST -> new Cast(REAL.authority(), REAL.broker(), twist.apply(REAL.guest()));
        };
    }

    private static boolean leaves(Effects effects) {
        return !effects.messages().isEmpty() || !effects.runs().isEmpty();
    }

    private static boolean harm(Firings firings) {
        firings.fired();
        return true;
    }
}

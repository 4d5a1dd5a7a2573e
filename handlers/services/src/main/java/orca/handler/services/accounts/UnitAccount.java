package orca.handler.services.accounts;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import orca.core.handler.Action;
import orca.core.handler.CallContext;
import orca.core.handler.HandOver;
import orca.core.handler.UnitCall;
import orca.core.lease.UnitId;
import orca.core.resource.PropertyList;
import orca.handler.services.Mark;
import orca.handler.services.ServiceException;

/**
 * What a unit has in the directory: one entry, which bears the unit's {@link Mark} as a description from the moment it is there.
 * An entry is found by the mark alone, wherever below the base somebody put it and whatever its name is now. Every change and
 * removal is made on the condition that the mark is still there.
 *
 * <p><b>Numbers.</b> A directory promises that names are given once, not numbers. So a number is tried, the entry made, and then
 * looked whether anybody else has it: whoever sees another one takes another number. Where two do that at once, at least one of
 * them sees it.
 *
 * <p><b>Hand-over.</b> A unit that comes in another's place takes the account over, number and all, by one change of the entry:
 * its mark for the other's, and a second description that says from whom. The other one, when it goes, takes that off and leaves
 * the account. Goes the new one first, and the other lives on, the account is the other's again. Until then a change of the other
 * one's lease sets in it what both have of the lease, its end and the key, and is no trouble: the account is in good hands.
 */
final class UnitAccount {
    private static final String OURS = "description";
    private static final String UID = "uid";
    private static final String NUMBER = "uidNumber";
    private static final String CLASS = "objectClass";
    private static final String GECOS = "gecos";
    /** What of an account that was handed over is of who has it, not of the lease that both belong to. */
    private static final Set<String> THEIRS = Set.of(GECOS);
    private static final int TRIES = 50;
    private static final long DAY_SECONDS = 86_400;

    private final AccountsSettings settings;
    private final Directory directory;
    private final UnitCall call;
    private final CallContext context;
    private final Mark mark;

    UnitAccount(AccountsSettings settings, Directory directory, UnitCall call, CallContext context) {
        this.settings = settings;
        this.directory = directory;
        this.call = call;
        this.context = context;
        this.mark = new Mark(settings.owner(), call.unit());
    }

    private Filter marked() {
        return having(mark.words());
    }

    private static Filter having(String description) {
        return Filter.createEqualityFilter(OURS, description);
    }

    private List<SearchResultEntry> found() throws ServiceException {
        wanted();
        return directory.find(marked());
    }

    /** Between two steps: whether anybody still wants this. */
    private void wanted() throws ServiceException {
        if (context.cancelled()) {
            throw ServiceException.passing("it was stopped");
        }
    }

    /** Sees to it that the unit has its account; what it is. */
    PropertyList give() throws ServiceException {
        String name = Logins.wanted(call);
        Logins.key(call);
        List<SearchResultEntry> found = found();
        if (found.isEmpty()) {
            Optional<SearchResultEntry> away = withHeir();
            if (away.isPresent()) {
                return told(refreshed(away.get(), having(mark.handedOver()), THEIRS));
            }
            handOver(name);
            found = found();
        }
        if (found.isEmpty() && !directory.find(settings.namesBelow(), Filter.createEqualityFilter(UID, name)).isEmpty()) {
            found = found(); // our own, when somebody else made it just now for us
            if (found.isEmpty()) {
                throw taken(name);
            }
        }
        for (int i = 0; found.isEmpty() && i < TRIES; i++) {
            Entry entry = entry(name, freeNumber(i));
            wanted();
            boolean made = directory.add(entry);
            found = found();
            if (!made && found.isEmpty()) {
                throw taken(name);
            }
        }
        if (found.size() != 1) {
            throw ServiceException.passing(found.isEmpty() ? "the account " + name + " is being removed by somebody else"
                    : "more than one account bears the mark of the unit: " + names(found) + "; take it off all but one");
        }
        SearchResultEntry entry = found.getFirst();
        if (call.properties().text(Logins.ACCOUNT).isPresent() && !name.equals(entry.getAttributeValue(UID))) {
            context.say("accounts: " + entry.getAttributeValue(UID) + " stays the unit's account for its life");
        }
        if (call.action() == Action.SETUP) {
            entry = withNumberOfItsOwn(entry);
        }
        return told(refreshed(entry, marked(), Set.of()));
    }

    /**
     * Takes the account of that name over from one of the units whose place this one takes, if one of them has it, in one change
     * on the condition that it bears the other's mark still, and that those who handed over to the other one are as they were
     * seen. One of these that goes meanwhile takes its own off, so what was found is looked at again.
     */
    private void handOver(String name) throws ServiceException {
        for (int i = 0; i < TRIES; i++) {
            Optional<Former> former = former(name);
            if (former.isEmpty()) {
                return;
            }
            SearchResultEntry entry = former.get().entry();
            // Who handed over to the other one is nobody to go back to any more.
            List<String> old = new ArrayList<>(List.of(former.get().mark().words()));
            froms(entry).forEach(each -> old.add(each.handedOver()));
            wanted();
            if (directory.modify(entry.getDN(), Filter.createANDFilter(old.stream().map(UnitAccount::having).toList()),
                    List.of(new Modification(ModificationType.DELETE, OURS, old.toArray(String[]::new)),
                            new Modification(ModificationType.ADD, OURS, mark.words(), former.get().mark().handedOver())))) {
                return;
            }
        }
        throw ServiceException.passing("the account " + name + " is being changed by somebody else");
    }

    /** A unit whose place this one takes, with the account that it has. */
    private record Former(Mark mark, SearchResultEntry entry) {}

    private Optional<Former> former(String name) throws ServiceException {
        for (UnitId unit : HandOver.of(call.properties(), HandOver.FROM)) {
            Mark former = new Mark(settings.owner(), unit);
            wanted();
            for (SearchResultEntry entry : directory.find(having(former.words()))) {
                if (name.equals(entry.getAttributeValue(UID))) {
                    return Optional.of(new Former(former, entry));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The account that this unit, which lives, has handed over to one that was to come in its place. It says so: it is no trouble
     * of this unit's, and no change of its lease would end it.
     */
    private Optional<SearchResultEntry> withHeir() throws ServiceException {
        for (SearchResultEntry entry : directory.find(having(mark.handedOver()))) {
            Optional<Mark> heir = marks(entry).stream().findFirst();
            if (heir.isPresent()) {
                context.say("accounts: " + entry.getAttributeValue(UID) + " is with unit " + heir.get().unit()
                        + ", which was to come in this one's place");
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    private static ServiceException taken(String name) {
        return ServiceException.lasting(Logins.ACCOUNT + ": the account " + name
                + " is taken; ask for another, and where there are several units for NAME-" + Logins.EACH);
    }

    private Entry entry(String name, long number) throws ServiceException {
        Entry entry = new Entry(new DN(new RDN(UID, name), settings.people()));
        entry.addAttribute(CLASS, classes());
        entry.addAttribute(UID, name);
        entry.addAttribute("cn", name);
        entry.addAttribute(NUMBER, Long.toString(number));
        entry.addAttribute(OURS, mark.words());
        ought(name).forEach((attribute, value) -> value.ifPresent(words -> entry.addAttribute(attribute, words)));
        return entry;
    }

    private String[] classes() {
        List<String> classes = new ArrayList<>(List.of("account", "posixAccount", "shadowAccount"));
        settings.keys().ifPresent(attribute -> classes.add("ldapPublicKey"));
        return classes.toArray(String[]::new);
    }

    /** What the entry of an account is to say; what is empty is to be nothing. */
    private Map<String, Optional<String>> ought(String name) throws ServiceException {
        Map<String, Optional<String>> all = new TreeMap<>();
        all.put("gidNumber", Optional.of(Long.toString(settings.gid())));
        all.put("homeDirectory", Optional.of(settings.home().replace("{}", name)));
        all.put("loginShell", Optional.of(settings.shell()));
        all.put(GECOS, Optional.of(call.unit().value()));
        // The first day on which the account is no more, for the case that nobody takes it away.
        long days = Math.ceilDiv(call.term().end().getEpochSecond(), DAY_SECONDS);
        all.put("shadowExpire", Optional.of(Long.toString(days)));
        if (settings.keys().isPresent()) {
            all.put(settings.keys().get(), Logins.key(call));
        }
        return all;
    }

    /** A number that nobody has just now. Begins somewhere, so that a number of an account that went is not soon another's. */
    private long freeNumber(int attempt) throws ServiceException {
        long size = settings.lastUid() - settings.firstUid() + 1;
        SplittableRandom somewhere = new SplittableRandom(mark.words().hashCode() * 31L + attempt);
        for (int i = 0; i < TRIES; i++) {
            wanted();
            long number = settings.firstUid() + somewhere.nextLong(size);
            if (directory.find(Filter.createEqualityFilter(NUMBER, Long.toString(number))).isEmpty()) {
                return number;
            }
        }
        throw ServiceException.passing("uids: of " + TRIES + " numbers from " + settings.firstUid() + " to " + settings.lastUid()
                + " that were tried all are taken; give more, or remove accounts that nobody needs");
    }

    private SearchResultEntry withNumberOfItsOwn(SearchResultEntry first) throws ServiceException {
        SearchResultEntry entry = first;
        for (int i = 1; i < TRIES; i++) {
            wanted();
            if (directory.find(Filter.createEqualityFilter(NUMBER, entry.getAttributeValue(NUMBER))).size() < 2) {
                return entry;
            }
            wanted();
            directory.modify(entry.getDN(), marked(), List.of(
                    new Modification(ModificationType.REPLACE, NUMBER, Long.toString(freeNumber(i)))));
            List<SearchResultEntry> found = found();
            if (found.size() != 1) {
                break;
            }
            entry = found.getFirst();
        }
        throw ServiceException.passing("the numbers of accounts are being changed by somebody else");
    }

    /** Sets what is not as it ought to be, if the entry is {@code still} as it was found, but for what is {@code others}'. */
    private SearchResultEntry refreshed(SearchResultEntry entry, Filter still, Set<String> others) throws ServiceException {
        List<Modification> changes = new ArrayList<>();
        for (String attribute : differing(entry)) {
            if (others.contains(attribute)) {
                continue;
            }
            Optional<String> value = ought(entry.getAttributeValue(UID)).get(attribute);
            changes.add(value.isPresent() ? new Modification(ModificationType.REPLACE, attribute, value.get())
                    : new Modification(ModificationType.REPLACE, attribute));
        }
        List<String> missing = missingClasses(entry);
        if (!missing.isEmpty()) {
            changes.add(new Modification(ModificationType.ADD, CLASS, missing.toArray(String[]::new)));
        }
        if (changes.isEmpty()) {
            return entry;
        }
        wanted();
        if (!directory.modify(entry.getDN(), still, changes)) {
            throw ServiceException.passing("the account " + entry.getDN() + " is being changed by somebody else");
        }
        return entry;
    }

    private List<String> missingClasses(Entry entry) {
        return Arrays.stream(classes()).filter(name -> !entry.hasObjectClass(name)).toList();
    }

    private List<String> differing(Entry entry) throws ServiceException {
        List<String> differing = new ArrayList<>();
        for (Map.Entry<String, Optional<String>> each : ought(entry.getAttributeValue(UID)).entrySet()) {
            Attribute is = entry.getAttribute(each.getKey());
            List<String> values = is == null ? List.of() : List.of(is.getValues());
            if (!values.equals(each.getValue().stream().toList())) {
                differing.add(each.getKey());
            }
        }
        return differing;
    }

    private PropertyList told(Entry entry) {
        String name = entry.getAttributeValue(UID);
        return PropertyList.of("accounts.name", name).with("accounts.uid", entry.getAttributeValueAsLong(NUMBER))
                .with("accounts.gid", settings.gid()).with("accounts.home", settings.home().replace("{}", name))
                .with(AccountsHandler.RECORDED, entry.getDN());
    }

    /** Leaves nothing of the unit in the directory, and nothing of anybody else's away. */
    void take() throws ServiceException {
        // An account that the unit handed over bears its name too: one search finds it, wherever it is in between.
        Filter all = Filter.createORFilter(marked(), having(mark.handedOver()));
        List<UnitId> back = HandOver.of(call.properties(), HandOver.BACK);
        wanted();
        List<SearchResultEntry> found = directory.find(all);
        for (int i = 0; !found.isEmpty() && i < TRIES; i++) {
            for (SearchResultEntry entry : found) {
                wanted();
                leave(entry, back);
            }
            wanted();
            found = directory.find(all);
        }
        if (!found.isEmpty()) {
            throw ServiceException.passing("accounts that bear the mark of the unit come again: " + names(found));
        }
        Optional<DN> recorded = recorded();
        SearchResultEntry left = recorded.isPresent() ? directory.entry(recorded.get()) : null;
        if (left != null && marks(left).isEmpty()) {
            throw ServiceException.lasting("the account " + left.getDN()
                    + " was the unit's and bears its mark no more; if it still"
                    + " is, remove it or give it the description '" + mark.words() + "' again and say orca unit retry; if it is"
                    + " somebody else's now, say orca unit release");
        }
    }

    /** Removes the account, or gives it back to who lives on; of one that was handed over, forgets that. */
    private void leave(SearchResultEntry entry, List<UnitId> back) throws ServiceException {
        if (!marks(entry).contains(mark)) {
            directory.modify(entry.getDN(), having(mark.handedOver()),
                    List.of(new Modification(ModificationType.DELETE, OURS, mark.handedOver())));
            return;
        }
        Optional<Mark> former = froms(entry).stream().filter(each -> back.contains(each.unit())).findFirst();
        if (former.isEmpty()) {
            directory.delete(entry.getDN(), marked());
            return;
        }
        boolean given = directory.modify(entry.getDN(), Filter.createANDFilter(marked(), having(former.get().handedOver())),
                List.of(new Modification(ModificationType.DELETE, OURS, mark.words(), former.get().handedOver()),
                        new Modification(ModificationType.ADD, OURS, former.get().words()),
                        new Modification(ModificationType.REPLACE, GECOS, former.get().unit().value())));
        if (given) {
            context.say("accounts: " + entry.getAttributeValue(UID) + " is unit " + former.get().unit() + "'s again");
        }
    }

    /** Whose the account is, as it says itself. */
    private static List<Mark> marks(Entry entry) {
        return descriptions(entry).stream().flatMap(words -> Mark.read(words).stream()).toList();
    }

    /** Which units of the site handed it over, as far as they are not gone. */
    private List<Mark> froms(Entry entry) {
        return descriptions(entry).stream().flatMap(words -> Mark.readHandedOver(words).stream())
                .filter(former -> former.owner().equals(mark.owner())).toList();
    }

    private static List<String> descriptions(Entry entry) {
        String[] values = entry.getAttributeValues(OURS);
        return values == null ? List.of() : List.of(values);
    }

    /** The entry that an earlier call made, by a property that only the site can have set. */
    private Optional<DN> recorded() {
        return call.properties().text(AccountsHandler.RECORDED).flatMap(words -> {
            try {
                return Optional.of(new DN(words)).filter(dn -> dn.isDescendantOf(settings.people(), false));
            } catch (LDAPException edited) {
                return Optional.empty();
            }
        });
    }

    /** What is not as it is to be, in words; nothing: all is. */
    List<String> amiss() throws ServiceException {
        List<SearchResultEntry> found = found();
        if (found.size() != 1) {
            return List.of(found.isEmpty() ? "no account bears the mark of the unit"
                    : "more than one account bears the mark of the unit: " + names(found));
        }
        List<String> differing = differing(found.getFirst());
        return differing.isEmpty() ? List.of() : List.of("of the account " + found.getFirst().getDN() + " somebody has changed "
                + String.join(", ", differing));
    }

    private static String names(List<SearchResultEntry> found) {
        return found.stream().map(Entry::getDN).collect(Collectors.joining(", "));
    }
}

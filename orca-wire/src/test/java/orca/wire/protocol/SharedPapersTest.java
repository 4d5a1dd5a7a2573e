package orca.wire.protocol;

import static orca.wire.protocol.MessageFormTest.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import orca.core.contract.Seal;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.SealedPaper;
import orca.wire.paper.Sealing;
import orca.wire.protocol.MessageForm.Kind;
import orca.wire.soap.XmlTree;
import orca.wire.text.Tree;
import orca.wire.trust.Seals;
import org.junit.jupiter.api.Test;

/** Papers of delegations stand once in front of the messages of one body. */
class SharedPapersTest {
    private final MessageFormTest messages = new MessageFormTest();

    @Test
    void papersThatManyStandOnTravelOnceAndMeanTheSame() {
        Tree.Branch full = messages.form.writeAll(messages.all()).body();
        Tree.Branch shared = messages.form.writeShared(messages.all()).body();
        assertThat(papers(full)).as("eight times those delegations").isEqualTo(8 * 2 + 5 + 5);
        assertThat(papers(shared)).as("two delegations, five tickets, five papers that stand alone").isEqualTo(12);
        MessageForm.Parcel parcel = messages.form.readAll(shared);
        assertThat(parcel.unread()).isEmpty();
        assertThat(parcel).isEqualTo(messages.form.readAll(full));
        assertThat(XmlTree.write("exchange", shared).length()).isLessThan(XmlTree.write("exchange", full).length());
    }

    /** How many papers there are in it. */
    private static int papers(Tree tree) {
        return switch (tree) {
            case Tree.Branch branch -> (branch.fields().containsKey("contract") ? 1 : 0)
                    + branch.fields().values().stream().mapToInt(SharedPapersTest::papers).sum();
            case Tree.Row row -> row.items().stream().mapToInt(SharedPapersTest::papers).sum();
            default -> 0;
        };
    }

    /** Else a small body could make its reader hold, and answer with, a thousand times a long paper. */
    @Test
    void whatIsSaidOfALongBadPaperIsShortForEachWhoStandsOnIt() throws Exception {
        Tree.Branch shared = messages.form.writeShared(Collections.nCopies(200, messages.all().get(4))).body();
        List<Tree> papers = new ArrayList<>(((Tree.Row) shared.fields().get("paper")).items());
        String long1 = "{\"kind\":\"" + "x".repeat(300_000) + "\"}";
        papers.set(1, with((Tree.Branch) papers.get(1), "contract",
                new Tree.Text(0, Base64.getEncoder().encodeToString(long1.getBytes(StandardCharsets.UTF_8)))));
        MessageForm.Parcel parcel = messages.form.readAll(with(shared, "paper", new Tree.Row(0, papers)));
        assertThat(parcel.unread()).hasSize(200)
                .allSatisfy(one -> assertThat(one.why()).contains("paper[1]: ").hasSizeLessThan(600));
    }

    @Test
    void aFlawThatQuotesItsPaperIsCut() {
        assertThat(new ChainCheck.Link(Optional.empty(), new Seal("a", "b", ""), Optional.of("x".repeat(1_000_000))).flaw()
                .orElseThrow()).hasSizeLessThan(500);
    }

    @Test
    void aPaperIsDigestedOnceHoweverManyStandOnIt() {
        SealedPaper paper = new SealedPaper("long", new Seal("a", "b", ""));
        assertThat(paper.digest()).isSameAs(paper.digest());
    }

    @Test
    void aPlaceMustBeThatOfAPaperInFront() throws Exception {
        Tree.Branch shared = messages.form.writeShared(List.of(messages.all().get(4))).body();
        Tree.Branch view = (Tree.Branch) ((Tree.Row) shared.fields().get("ticketView")).items().getFirst();
        assertThatThrownBy(() -> messages.form.read(Kind.TICKET_VIEW, view)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ticketView.chain.shared: must be the place of one of the 0 papers in front of the messages");
        for (String place : List.of("2", "-1", "x", "", "99999999999")) {
            Tree.Branch other = with(view, "chain", with((Tree.Branch) view.fields().get("chain"), "shared",
                    new Tree.Text(0, place)));
            assertThat(messages.form.readAll(with(shared, "ticketView", other)).unread()).as(place)
                    .extracting(MessageForm.Unread::why).singleElement().asString()
                    .startsWith("ticketView.chain.shared: must be ");
        }
        Tree first = ((Tree.Row) shared.fields().get("paper")).items().getFirst();
        assertThatThrownBy(() -> messages.form.readAll(with(shared, "paper", new Tree.Row(0, Collections.nCopies(1025, first)))))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("body.paper: at most 1024, got 1025");
    }

    /** As a message that cannot be read costs the others nothing, so does a paper. */
    @Test
    void aPaperInFrontThatCannotBeReadCostsOnlyWhoStandsOnIt() throws Exception {
        Tree.Branch shared = messages.form.writeShared(List.of(messages.all().get(4))).body();
        List<Tree> good = ((Tree.Row) shared.fields().get("paper")).items();
        Tree.Branch second = (Tree.Branch) good.get(1);
        Map<Tree, String> bad = new LinkedHashMap<>();
        bad.put(new Tree.Text(0, "x"), "paper[1]: must be names and values");
        bad.put(new Tree.Nothing(0), "paper[1].contract: must be given");
        bad.put(with(second, "contract", new Tree.Text(0, "%%")), "paper[1]");
        bad.put(with(second, "contract", new Tree.Text(0, "/w==")), "paper[1]");
        bad.put(with(second, "colour" + "r".repeat(300_000), new Tree.Text(0, "red")), "paper[1].colourr");
        Tree standing = messages.form.writeAll(List.of(messages.all().get(15))).body().fields().get("standingView");
        for (Map.Entry<Tree, String> one : bad.entrySet()) {
            Tree.Branch body = with(with(shared, "standingView", standing), "paper",
                    new Tree.Row(0, List.of(good.get(0), one.getKey(), new Tree.Text(0, "nobody stands on it"))));
            MessageForm.Parcel parcel = messages.form.readAll(body);
            assertThat(parcel.messages()).as(one.getValue()).containsExactly(messages.all().get(15));
            assertThat(parcel.unread()).extracting(MessageForm.Unread::why).singleElement().asString()
                    .startsWith("ticketView.chain.shared: " + one.getValue()).hasSizeLessThan(600);
        }
    }

    /** Else a short message could make its reader look at a long paper a thousand times. */
    @Test
    void aBadPaperInFrontIsLookedAtOnceAndCostsOnlyWhoStandsOnIt() throws Exception {
        Tree.Branch shared = messages.form.writeShared(Collections.nCopies(50, messages.all().get(4))).body();
        List<Tree> papers = new ArrayList<>(((Tree.Row) shared.fields().get("paper")).items());
        papers.set(1, with((Tree.Branch) papers.get(1), "signature",
                ((Tree.Branch) papers.get(0)).fields().get("signature")));
        Tree.Branch bad = with(with(shared, "paper", new Tree.Row(0, papers)), "standingView",
                ((Tree.Row) messages.form.writeAll(List.of(messages.all().get(15))).body().fields().get("standingView")));
        AtomicInteger looked = new AtomicInteger();
        MessageForm reader = new MessageForm(new Sealing(who -> Optional.empty()), new ChainCheck(new Seals(speaker -> {
            looked.incrementAndGet();
            return speaker.principal();
        })));
        MessageForm.Parcel parcel = reader.readAll(bad);
        assertThat(parcel.messages()).containsExactly(messages.all().get(15));
        assertThat(parcel.unread()).hasSize(50).allSatisfy(one -> assertThat(one.why())
                .startsWith("ticketView.chain.shared: paper[1]: the signature does not fit"));
        assertThat(looked).as("both papers in front, once each").hasValue(2);
    }
}

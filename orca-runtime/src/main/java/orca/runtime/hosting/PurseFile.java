package orca.runtime.hosting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import orca.core.ticket.DelegationChain;
import orca.runtime.config.GuestConfig.PurseConfig;
import orca.servicemanager.GuestSettings;
import orca.servicemanager.Purse;
import orca.wire.paper.ChainCheck;
import orca.wire.paper.PaperException;
import orca.wire.paper.SealedChain;
import orca.wire.trust.Seals;

/** Reads the credits of a guest's purse, whose papers must hold and be its own. */
final class PurseFile {
    private PurseFile() {}

    /** @param base what the file's name is relative to */
    static GuestSettings with(GuestSettings settings, String guest, PurseConfig purse, Path base) {
        String field = "service-managers." + guest + ".purse.credits: " + purse.credits();
        try {
            SealedChain papers = SealedChain.fromFile(Files.readString(base.resolve(purse.credits())));
            ChainCheck.Report report = new ChainCheck(new Seals()).check(papers);
            Optional<DelegationChain> credits = report.broken().isPresent() ? Optional.empty() : report.rights();
            if (credits.isEmpty() || report.chain().isPresent()) {
                throw new HostingException(field + ": must hold credits that were given to it; see 'orca ticket show'.");
            }
            return settings.with(new Purse(credits, purse.lasts(), purse.most()));
        } catch (NoSuchFileException e) {
            throw new HostingException(field + ": there is no such file; see 'orca credit issue --help'.", e);
        } catch (IOException | PaperException | IllegalArgumentException e) {
            throw new HostingException(field + ": " + e.getMessage() + ".", e);
        }
    }
}

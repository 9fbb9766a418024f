//! The replica: the office's state at a head this desk has verified, kept under a key that only the keyring holds.

use super::{Ledger, Seen, Sources};
use crate::fault::Fault;
use crate::store::StoreFault;
use crate::vault::SealedCheckpoint;
use domain::checkpoint;
use domain::digest::Link;
use domain::office::Office;
use std::sync::Arc;

/// After so many entries a new checkpoint is written: what is verified at opening stays below this.
const EVERY: u64 = 256;

impl Ledger {
    /// Goes on from the checkpoint, if there is one of this desk's and the ledger still has its entry. Gives the entry a
    /// checkpoint of this desk's is of, which the ledger must go through in any case.
    pub(super) async fn resume(
        &self,
        seen: &mut Seen,
        from: Sources<'_>,
    ) -> Result<Option<(u64, Link)>, Fault> {
        let Some(kept) = from.local.checkpoint().await? else {
            return Ok(None);
        };
        let Some(office) = self.opened(seen, from, &kept).await else {
            return Ok(None);
        };
        let upto = (kept.seq, kept.link);
        if from.store.link_at(kept.seq).await? == Some(kept.link) {
            seen.kept = Some(kept.seq);
            seen.office = Some(Arc::new(office));
        } else {
            tracing::warn!(
                seq = kept.seq,
                "the ledger does not have the entry of this desk's checkpoint; it is replayed from the first"
            );
        }
        Ok(Some(upto))
    }

    async fn opened(
        &self,
        seen: &mut Seen,
        from: Sources<'_>,
        kept: &SealedCheckpoint,
    ) -> Option<Office> {
        let again = "the ledger is replayed from its first entry";
        if seen.key.is_none() {
            match from.vault.checkpoint_key().await {
                Ok(key) => seen.key = Some(key),
                Err(fault) => {
                    tracing::warn!(%fault, "no key for this desk's checkpoint; {again}");
                    return None;
                }
            }
        }
        let Some(state) = seen.key.as_ref().and_then(|key| key.open(kept)) else {
            tracing::warn!("the checkpoint was changed, or is another desk's; {again}");
            return None;
        };
        match checkpoint::unverified_decode(&state) {
            Ok(office)
                if office.id() == self.id
                    && (office.head().seq, office.head().link) == (kept.seq, kept.link) =>
            {
                Some(office)
            }
            Ok(_) => {
                tracing::warn!("the checkpoint is of another head; {again}");
                None
            }
            Err(why) => {
                tracing::info!(%why, "the checkpoint is not of this version; {again}");
                None
            }
        }
    }

    /// Puts away what is over and writes a checkpoint, when enough has happened since the last. An office that cannot be
    /// kept is used as it is.
    pub(super) async fn keep(
        &self,
        seen: &mut Seen,
        office: &Arc<Office>,
        from: Sources<'_>,
    ) -> Arc<Office> {
        let head = office.head().seq;
        if head < seen.kept.map_or(EVERY, |kept| kept + EVERY) {
            return Arc::clone(office);
        }
        // Whatever comes of it, it is not tried again with every entry.
        seen.kept = Some(head);
        match self.kept(seen, office, from).await {
            Ok(light) => Arc::new(light),
            Err(fault) => {
                tracing::warn!(%fault, "no checkpoint was written; the next opening takes longer");
                Arc::clone(office)
            }
        }
    }

    async fn kept(
        &self,
        seen: &mut Seen,
        office: &Office,
        from: Sources<'_>,
    ) -> Result<Office, Fault> {
        if seen.key.is_none() {
            seen.key = Some(from.vault.checkpoint_key().await?);
        }
        let key = seen.key.as_ref().ok_or(Fault::ReplicaUnproved)?;
        let mut light = office.clone();
        let mut keeping = from.local.begin_keeping().await?;
        let nodes = if office.has_put_away() {
            keeping.nodes(&office.keys_to_put_away()).await?
        } else {
            keeping.empty().await?;
            domain::tree::Nodes::new()
        };
        let away = light.put_away(&nodes).map_err(|_| Fault::ReplicaUnproved)?;
        let state = checkpoint::encode(&light)
            .map_err(|_| Fault::from(StoreFault::Unreadable("checkpoint")))?;
        let head = light.head();
        let sealed = key.seal(head.seq, head.link, &state)?;
        keeping.keep(&away, &sealed).await?;
        Ok(light)
    }
}

//! A new member, who chooses a passphrase of their own at this desk.

use super::{Done, Signer};
use crate::crash::{Point, reach};
use crate::fault::{Fault, Problem};
use crate::secret::Passphrase;
use domain::act::{Change, NewKey};
use domain::ids::MemberId;
use domain::key::{PublicKey, SealingKey, Signature};
use domain::member::Role;

impl Signer<'_> {
    pub(super) async fn enrol(
        &self,
        name: &str,
        roles: &[Role],
        passphrase: Option<&Passphrase>,
    ) -> Result<Done, Problem> {
        let passphrase = passphrase.ok_or(Fault::NoKeyHere)?;
        let member = MemberId::new(self.desk.fresh_id());
        let (public, sealed) = self.desk.vault.enrol(member.uuid(), passphrase).await?;
        let own = self.desk.vault.unseal(&sealed, passphrase).await?;
        let mut key = NewKey {
            member,
            desk: self.desk.id(),
            key: PublicKey::from_bytes(public.ed25519),
            sealing: SealingKey::from_bytes(public.x25519),
            proof: Signature::from_bytes([0; 64]),
        };
        key.proof = Signature::from_bytes(own.sign(&key.statement(self.desk.office_id())));
        let change = Change::MemberEnrolled {
            name: name.trim().to_owned(),
            roles: roles.to_vec(),
            key,
        };
        // Kept before it is proposed: a member whose key nobody has could be agreed to otherwise.
        self.desk
            .local
            .keep_sealed("member_key", member.uuid(), &sealed)
            .await
            .map_err(Fault::from)?;
        reach(Point::EnrolKept)?;
        self.propose(change, Some(member.uuid())).await
    }
}

//! A vault that stays open in one process while its keyring comes and goes: a line in, a line out.

use desk::vault::Vault;
use desk::vault::keyring::Keyring;
use std::io::{BufRead as _, Write as _};
use uuid::Uuid;

/// The office and the desk of every session.
const OFFICE: Uuid = Uuid::from_u128(0x0570_0000_0000_4000_8000_0000_0000_00aa);
const DESK: Uuid = Uuid::from_u128(0x0570_0000_0000_4000_8000_0000_0000_00dd);

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let vault = Vault::new(Keyring::system(), OFFICE, DESK);
    let mut known = [0; 32];
    for line in std::io::stdin().lock().lines() {
        let done = match line?.as_str() {
            "make" => vault
                .found_desk()
                .await
                .map(|public| known = public.ed25519),
            "sign" => vault.desk_signer(&known).await.map(|_| ()),
            "forget" => vault.forget_desk().await,
            _ => vault.probe().await,
        };
        let answer = done.map_or_else(|fault| fault.to_string(), |()| "done".to_owned());
        let mut out = std::io::stdout().lock();
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

//! Countersign's window: the roof. It opens two windows and passes words through the doors; every rule is two floors
//! down, every effect one.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod doors;
mod graphics;
mod start;
mod windows;

use std::process::ExitCode;

fn main() -> ExitCode {
    start::start()
}

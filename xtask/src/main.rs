//! The two commands a newcomer needs: `run` and `test`.

fn main() {}

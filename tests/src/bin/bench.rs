//! `bench`: how fast it is.

use std::{error::Error, io};

use porchlight_tests::speed;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    speed::retrieval::run(&mut io::stdout()).await
}

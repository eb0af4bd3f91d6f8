//! Has the page embedded anew when it was built anew.

fn main() {
    // The folder is always there: a file that git keeps stands in it, and in every page built.
    println!("cargo::rerun-if-changed=../../web/dist");
}

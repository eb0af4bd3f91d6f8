//! Numbers that look random and follow from a seed, the same on every machine.
//!
//! `ln`, `cos` and `sqrt` are those of the crate `libm`.

/// The generator SplitMix64: small, and good enough to draw instances and to search.
#[derive(Clone, Debug)]
pub struct SplitMix(u64);

impl SplitMix {
    /// Begins at a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in [0, 1) out of 53 bits.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number below `count`; zero if there is none.
    pub fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.bits()) * count as u128) >> 64) as usize
    }

    /// A draw from the standard normal distribution.
    pub fn normal(&mut self) -> f64 {
        let one = self.unit();
        let other = self.unit();
        libm::sqrt(-2.0 * libm::log(1.0 - one)) * libm::cos(2.0 * std::f64::consts::PI * other)
    }
}

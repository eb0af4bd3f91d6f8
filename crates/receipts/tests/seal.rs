//! Not scenarios: seals are made by operators, not by commands.

mod common;

use common::{committee, header, public_key, seal, signature};
use receipts::{Algorithm, MAX_NAME, Member, PublicKey, Refused, Seal};

#[test]
fn quorum_seals() {
    let header = header();
    let committee = committee();
    assert_eq!(committee.verify(&header, &seal(&header, &[0, 1])), Ok(()));
    assert_eq!(committee.verify(&header, &seal(&header, &[0, 1, 2])), Ok(()));
}

#[test]
fn fewer_than_the_quorum_do_not_seal() {
    let header = header();
    let refused = Err(Refused::Quorum { quorum: 2 });
    assert_eq!(committee().verify(&header, &seal(&header, &[1])), refused);
    assert_eq!(committee().verify(&header, &Seal::default()), refused);
}

#[test]
fn member_counts_once() {
    let header = header();
    let twice = seal(&header, &[1, 1]);
    assert_eq!(committee().verify(&header, &twice), Err(Refused::SealOrder));
}

#[test]
fn signatures_stand_in_order_of_members() {
    let header = header();
    let turned = seal(&header, &[2, 0]);
    assert_eq!(committee().verify(&header, &turned), Err(Refused::SealOrder));
}

#[test]
fn stranger_does_not_seal() {
    let header = header();
    let stranger = seal(&header, &[0, 3]);
    let refused = Err(Refused::UnknownMember { member: 3 });
    assert_eq!(committee().verify(&header, &stranger), refused);
}

#[test]
fn member_does_not_sign_for_another() {
    let header = header();
    let mut seal = seal(&header, &[0, 1]);
    seal.signatures[1].member = 2;
    assert_eq!(committee().verify(&header, &seal), Err(Refused::Signature { member: 2 }));
}

#[test]
fn one_false_signature_refuses_the_whole() {
    let header = header();
    let mut seal = seal(&header, &[0, 1, 2]);
    seal.signatures[1].bytes[40] ^= 1;
    assert_eq!(committee().verify(&header, &seal), Err(Refused::Signature { member: 1 }));
}

#[test]
fn seal_of_one_header_is_none_of_another() {
    let header = header();
    let mut other = header.clone();
    other.commands.0[0] ^= 1;
    let refused = Err(Refused::Signature { member: 0 });
    assert_eq!(committee().verify(&other, &seal(&header, &[0, 1])), refused);
}

#[test]
fn signature_of_another_length_does_not_hold() {
    let header = header();
    let mut seal = seal(&header, &[0, 1]);
    seal.signatures[0].bytes.pop();
    assert_eq!(committee().verify(&header, &seal), Err(Refused::Signature { member: 0 }));
}

#[test]
fn key_of_small_order_does_not_seal() {
    // The neutral point as key, with the neutral point and zero as signature, holds for every
    // message under RFC 8032 without the strict checks.
    let header = header();
    let mut committee = committee();
    let mut neutral = vec![0; 32];
    neutral[0] = 1;
    committee.members[0].key.bytes = neutral.clone();
    let mut seal = seal(&header, &[0, 1]);
    neutral.extend([0; 32]);
    seal.signatures[0].bytes = neutral;
    assert_eq!(committee.verify(&header, &seal), Err(Refused::Signature { member: 0 }));
}

#[test]
fn algorithm_is_that_of_the_key() {
    let header = header();
    let mut seal = seal(&header, &[0, 1]);
    seal.signatures[1].algorithm = Algorithm::MlDsa65;
    assert_eq!(committee().verify(&header, &seal), Err(Refused::Algorithm { member: 1 }));
}

#[test]
fn post_quantum_signature_is_named_and_refused_as_unsupported() {
    let header = header();
    let mut committee = committee();
    let algorithm = Algorithm::MlDsa65;
    committee.members[1].key = PublicKey { algorithm, bytes: vec![7; algorithm.key_length()] };
    let mut seal = seal(&header, &[0, 1]);
    seal.signatures[1].algorithm = algorithm;
    seal.signatures[1].bytes = vec![7; algorithm.signature_length()];
    assert_eq!(committee.verify(&header, &seal), Err(Refused::Unsupported { member: 1 }));
}

#[test]
fn committee_of_one_seals() {
    let header = header();
    let mut committee = committee();
    committee.members.truncate(1);
    committee.quorum = 1;
    let seal = Seal { signatures: vec![signature(&header, 0)] };
    assert_eq!(committee.verify(&header, &seal), Ok(()));
}

#[test]
fn committee_without_a_reachable_quorum_seals_nothing() {
    let header = header();
    let seal = seal(&header, &[0, 1, 2]);
    for quorum in [0, 4] {
        let mut committee = committee();
        committee.quorum = quorum;
        assert_eq!(committee.verify(&header, &seal), Err(Refused::Committee));
    }
    let mut empty = committee();
    empty.members.clear();
    assert_eq!(empty.verify(&header, &seal), Err(Refused::Committee));
}

#[test]
fn committee_knows_no_key_twice_and_no_bad_member() {
    let bad = [
        Member { name: "operator 9".into(), key: public_key(0) },
        Member { name: String::new(), key: public_key(9) },
        Member { name: "x".repeat(MAX_NAME + 1), key: public_key(9) },
        Member {
            name: "operator 9".into(),
            key: PublicKey { algorithm: Algorithm::Ed25519, bytes: vec![1; 31] },
        },
    ];
    for member in bad {
        let mut committee = committee();
        committee.members[2] = member;
        assert_eq!(committee.check(), Err(Refused::Member { member: 2 }));
    }
    assert_eq!(committee().check(), Ok(()));
}

#[test]
fn public_key_reads_as_written() {
    let key = public_key(0);
    let text = key.to_string();
    assert!(text.starts_with("ed25519:8a88e3dd7409f195"));
    assert_eq!(text.parse::<PublicKey>(), Ok(key));
}

#[test]
fn malformed_public_key_is_refused() {
    let text = public_key(0).to_string();
    let colonless = text.replace(':', "");
    let signed = text.replace("ed25519:8a", "ed25519:+a");
    let renamed = text.replace("ed25519", "ed448");
    for bad in ["", "ed25519:", &text[..70], &colonless, &signed, &renamed] {
        assert_eq!(bad.parse::<PublicKey>(), Err(Refused::Key), "{bad}");
    }
}

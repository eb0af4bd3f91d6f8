//! Not scenarios: seals are made by operators, not by commands.

mod common;

use common::{committee, header, public_key, seal, signature};
use ml_dsa::{KeyInit as _, MlDsa65};
use receipts::{
    Algorithm, Committee, MAX_NAME, Member, OperatorSignature, PublicKey, RecordHeader, Refused,
    Seal, header_message,
};

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

/// The committee whose first member has a second key, and what that member signs by it.
fn beside(header: &RecordHeader) -> (Committee, OperatorSignature) {
    let key = ml_dsa::SigningKey::<MlDsa65>::new(&[5; 32].into());
    let public: &ml_dsa::VerifyingKey<MlDsa65> = key.as_ref();
    let algorithm = Algorithm::MlDsa65;
    let mut committee = committee();
    committee.members[0].beside = Some(PublicKey { algorithm, bytes: public.encode().to_vec() });
    let signed = ml_dsa::Signer::sign(&key, &header_message(&header.digest()));
    (committee, OperatorSignature { member: 0, algorithm, bytes: signed.encode().to_vec() })
}

#[test]
fn member_with_two_keys_signs_by_both() {
    let header = header();
    let (committee, second) = beside(&header);
    assert_eq!(committee.check(), Ok(()));
    let mut both = seal(&header, &[0, 1]);
    both.signatures.insert(1, second.clone());
    assert_eq!(committee.verify(&header, &both), Ok(()));

    let half = Err(Refused::Half { member: 0 });
    assert_eq!(committee.verify(&header, &seal(&header, &[0, 1])), half);
    let mut other_half = both.clone();
    other_half.signatures.remove(0);
    assert_eq!(committee.verify(&header, &other_half), half);

    let mut turned = both.clone();
    turned.signatures.swap(0, 1);
    assert_eq!(committee.verify(&header, &turned), Err(Refused::SealOrder));
    let mut twice = seal(&header, &[0]);
    twice.signatures.push(second);
    assert_eq!(committee.verify(&header, &twice), Err(Refused::Quorum { quorum: 2 }));
}

#[test]
fn no_bit_of_the_second_signature_is_free() {
    let header = header();
    let (committee, second) = beside(&header);
    let mut both = seal(&header, &[0, 1]);
    both.signatures.insert(1, second);
    let refused = Err(Refused::Signature { member: 0 });
    for at in (0..Algorithm::MlDsa65.signature_length()).step_by(61).chain([3308]) {
        let mut flipped = both.clone();
        flipped.signatures[1].bytes[at] ^= 1;
        assert_eq!(committee.verify(&header, &flipped), refused, "byte {at}");
    }
    let mut short = both.clone();
    short.signatures[1].bytes.pop();
    assert_eq!(committee.verify(&header, &short), refused);
}

#[test]
fn who_holds_the_first_key_alone_verifies_by_it_alone() {
    let header = header();
    let (_, second) = beside(&header);
    let mut both = seal(&header, &[0, 1]);
    both.signatures.insert(1, second);
    assert_eq!(committee().verify(&header, &both), Ok(()));
    both.signatures[0].bytes[40] ^= 1;
    assert_eq!(committee().verify(&header, &both), Err(Refused::Signature { member: 0 }));
}

#[test]
fn two_keys_of_a_member_are_of_two_algorithms() {
    let mut committee = committee();
    committee.members[1].beside = Some(public_key(9));
    assert_eq!(committee.check(), Err(Refused::Member { member: 1 }));
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
        Member { name: "operator 9".into(), key: public_key(0), beside: None },
        Member { name: String::new(), key: public_key(9), beside: None },
        Member { name: "x".repeat(MAX_NAME + 1), key: public_key(9), beside: None },
        Member {
            name: "operator 9".into(),
            key: PublicKey { algorithm: Algorithm::Ed25519, bytes: vec![1; 31] },
            beside: None,
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

//! A message under judgement, with the names of its elements.

use crate::profile::Profile;
use crate::reader::{Element, Message, path};
use crate::verdict::{Finding, Layer};
use crate::view::{Content, Header, TransferKind};

/// A message, its views and the profile it is judged by.
pub(crate) struct Subject<'s, 'a> {
    pub(crate) message: &'s Message<'a>,
    pub(crate) input: &'a [u8],
    pub(crate) header: Option<&'s Header<'a>>,
    pub(crate) content: &'s Content<'a>,
    pub(crate) profile: &'s Profile<'s>,
    /// Whether the cross-border practice is demanded of this message.
    pub(crate) strict: bool,
}

/// Which side of a payment an element belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Debtor,
    Creditor,
    Neither,
}

impl Side {
    /// The code for this side.
    pub(super) fn choose(
        self,
        debtor: &'static str,
        creditor: &'static str,
        neither: &'static str,
    ) -> &'static str {
        match self {
            Self::Debtor => debtor,
            Self::Creditor => creditor,
            Self::Neither => neither,
        }
    }
}

impl<'a> Subject<'_, 'a> {
    /// The local name of an element, read from its start tag.
    pub(super) fn name(&self, element: &Element) -> &'a str {
        let offset = usize::try_from(element.offset).unwrap_or(usize::MAX);
        let tag = self.input.get(offset..).unwrap_or_default();
        let tag = tag.strip_prefix(b"<").unwrap_or(tag);
        let is_end = |byte: &u8| matches!(byte, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n');
        let name = tag.split(is_end).next().unwrap_or_default();
        let local = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
        std::str::from_utf8(local).unwrap_or_default()
    }

    /// The elements directly inside the one at `index`, with their names.
    pub(super) fn children(&self, index: usize) -> impl Iterator<Item = (&Element, &'a str)> {
        let elements = self.message.elements.as_slice();
        let depth = elements.get(index).map_or(0, |element| element.depth);
        let inside = elements.iter().skip(index + 1).take_while(move |e| e.depth > depth);
        let direct = inside.filter(move |element| element.depth == depth + 1);
        direct.map(move |element| (element, self.name(element)))
    }

    /// The name of the element that holds the one at `index`.
    pub(super) fn parent(&self, index: usize) -> &'a str {
        let elements = self.message.elements.as_slice();
        let (before, rest) = elements.split_at(index.min(elements.len()));
        let depth = rest.first().map_or(0, |element| element.depth);
        let parent = before.iter().rev().find(|element| element.depth < depth);
        parent.map_or("", |element| self.name(element))
    }

    /// The path of an element, such as `Document/FICdtTrf/GrpHdr/MsgId`. Cost: O(elements).
    pub(super) fn path(&self, element: &Element) -> String {
        let mut names = vec![self.name(element)];
        let mut depth = element.depth;
        let elements = self.message.elements.iter().rev();
        for above in elements.skip_while(|above| above.offset >= element.offset) {
            if above.depth < depth {
                depth = above.depth;
                names.push(self.name(above));
            }
        }
        names.reverse();
        names.join("/")
    }

    /// The side of the payment that an element at `path` belongs to; the innermost name decides.
    pub(super) fn side(path: &str) -> Side {
        for name in path.rsplit('/') {
            match name {
                "Dbtr" | "DbtrAcct" | "DbtrAgt" | "DbtrAgtAcct" | "UltmtDbtr" | "InitgPty"
                | "InstgAgt" => return Side::Debtor,
                "Cdtr" | "CdtrAcct" | "CdtrAgt" | "CdtrAgtAcct" | "UltmtCdtr" | "InstdAgt" => {
                    return Side::Creditor;
                }
                _ => {}
            }
        }
        Side::Neither
    }

    /// The refusal of what stands at `element`.
    pub(super) fn refusal(
        &self,
        code: &'static str,
        element: &Element,
        text: impl Into<String>,
    ) -> Finding {
        Finding {
            layer: Layer::Profile,
            code,
            path: self.path(element),
            offset: usize::try_from(element.offset).unwrap_or(usize::MAX),
            text: text.into(),
        }
    }

    /// The refusal of an element, with the code of the side of the payment that it belongs to:
    /// debtor's, creditor's, neither's.
    pub(super) fn refusal_by_side(
        &self,
        [debtor, creditor, neither]: [&'static str; 3],
        element: &Element,
        text: impl Into<String>,
    ) -> Finding {
        let mut finding = self.refusal(neither, element, text);
        finding.code = Self::side(&finding.path).choose(debtor, creditor, neither);
        finding
    }

    /// The refusal of a payment or request for what is missing at `tail` below it.
    ///
    /// Its offset is that of the nearest element above.
    pub(super) fn missing(
        &self,
        code: &'static str,
        tail: &str,
        text: impl Into<String>,
    ) -> Finding {
        let path = format!("{}/{tail}", self.occurrence());
        let mut above = path.as_str();
        let mut nearest = None;
        while let (None, Some((parent, _))) = (nearest, above.rsplit_once('/')) {
            above = parent;
            nearest = self.element(above);
        }
        let offset = nearest.and_then(|element| usize::try_from(element.offset).ok());
        Finding {
            layer: Layer::Profile,
            code,
            offset: offset.unwrap_or(0),
            path,
            text: text.into(),
        }
    }

    /// The path of the payment or request that the document holds.
    fn occurrence(&self) -> &'static str {
        match self.content {
            Content::CreditTransfer(view) => match view.kind {
                TransferKind::Customer => "Document/FIToFICstmrCdtTrf/CdtTrfTxInf",
                TransferKind::Institution | TransferKind::Cover => "Document/FICdtTrf/CdtTrfTxInf",
            },
            Content::Return(_) => "Document/PmtRtr/TxInf",
            Content::StatusRequest(_) => "Document/FIToFIPmtStsReq/TxInf",
            Content::CancellationRequest(_) => "Document/FIToFIPmtCxlReq/Undrlyg/TxInf",
            Content::CreditConfirmation(_) => "Document/FIToFIPmtStsRpt/TxInfAndSts",
            Content::LiquidityTransfer(_) => "Document/LqdtyCdtTrf/LqdtyCdtTrf",
            Content::ReportRequest(_) => "Document/AcctRptgReq/RptgReq",
            Content::Known => "Document",
        }
    }

    /// The element at `place`, if the message has it. Cost: O(elements).
    pub(super) fn element(&self, place: &str) -> Option<&Element> {
        self.message.first(path(place))
    }
}

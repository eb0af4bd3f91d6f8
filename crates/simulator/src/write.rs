//! Runs as rows of text.

use std::fmt::Write as _;

use crate::Run;

/// A table with a head and one row for each run, comma-separated. Order: as given.
pub fn csv(runs: &[Run]) -> String {
    let mut text = String::from(
        "seed,liquidity_percent,policy,offsetting,interval_s,exchange_s,members,limits,outage,given,\
         refused,settled,offset,converted,netted,orders,rejected,cancelled,waiting,given_usd,settled_usd,\
         offset_usd,converted_usd,netted_usd,exchanged_usd,delay_mean_s,delay_p50_s,delay_p95_s,\
         delay_by_value_s,liquidity_usd,used_usd,turnover,queued_max,queued_max_usd,conserved,\
         digest\n",
    );
    for run in runs {
        let setting = &run.setting;
        let members = setting.members.map_or_else(|| "all".into(), |members| members.to_string());
        let fields = [
            setting.seed.to_string(),
            setting.liquidity.to_string(),
            setting.policy.to_string(),
            setting.offsetting.to_string(),
            setting.interval.to_string(),
            setting.exchange.map_or_else(|| "given".into(), |seconds| seconds.to_string()),
            members,
            setting.limits.to_string(),
            setting.outage.to_string(),
            run.given.to_string(),
            run.refused.to_string(),
            run.settled.to_string(),
            run.offset.to_string(),
            run.converted.to_string(),
            run.netted.to_string(),
            run.orders.to_string(),
            run.rejected.to_string(),
            run.cancelled.to_string(),
            run.waiting.to_string(),
            format!("{:.2}", run.given_usd),
            format!("{:.2}", run.settled_usd),
            format!("{:.2}", run.offset_usd),
            format!("{:.2}", run.converted_usd),
            format!("{:.2}", run.netted_usd),
            format!("{:.2}", run.exchanged_usd),
            format!("{:.3}", run.delay_mean),
            run.delay_p50.to_string(),
            run.delay_p95.to_string(),
            format!("{:.3}", run.delay_by_value),
            format!("{:.2}", run.liquidity_usd),
            format!("{:.2}", run.used_usd),
            format!("{:.4}", run.turnover),
            run.queued_max.to_string(),
            format!("{:.2}", run.queued_max_usd),
            run.conserved.to_string(),
            run.digest.clone(),
        ];
        text.push_str(&fields.join(","));
        text.push('\n');
    }
    text
}

/// A table with one row for each sample of each run. `run` is the run's place, from 1.
pub fn series(runs: &[Run]) -> String {
    let mut text = String::from("run,minute,queued,queued_usd,settled,in_use_usd\n");
    for (number, run) in (1..).zip(runs) {
        for sample in &run.samples {
            // Writing to a string does not fail.
            let _ = writeln!(
                text,
                "{number},{},{},{:.2},{},{:.2}",
                sample.minute, sample.queued, sample.queued_usd, sample.settled, sample.in_use_usd
            );
        }
    }
    text
}

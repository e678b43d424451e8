<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>doubt</name>
    <message>
        <source>doubt.title_maybe</source>
        <translation>{total} 可能已经扣款</translation>
    </message>
    <message>
        <source>doubt.title_paid</source>
        <translation>{total} 已经付款</translation>
    </message>
    <message>
        <source>doubt.title_again</source>
        <translation>再次收取 {total}？</translation>
    </message>
    <message>
        <source>doubt.is_open</source>
        <translation>{time} 的凭证号 {voucher} 金额相同，尚未完成，顾客可能已经付款。</translation>
    </message>
    <message>
        <source>doubt.is_checking</source>
        <translation>{time} 的凭证号 {voucher} 金额相同，仍在核实中，顾客可能已经付款。</translation>
    </message>
    <message>
        <source>doubt.is_paid_late</source>
        <translation>{time} 的凭证号 {voucher} 金额相同，款项逾时到账，正等待处理。</translation>
    </message>
    <message>
        <source>doubt.is_refunding</source>
        <translation>{time} 的凭证号 {voucher} 金额相同，款项已到账，正在退款。</translation>
    </message>
    <message>
        <source>doubt.is_approved</source>
        <translation>{time} 的凭证号 {voucher} 金额相同，曾无法确认，现已交易成功：这位顾客可能已经付款。</translation>
    </message>
    <message>
        <source>doubt.is_closed</source>
        <translation>{time} 的凭证号 {voucher} 金额相同，刚才曾无法确认，最终未扣款。</translation>
    </message>
    <message>
        <source>doubt.is_declined</source>
        <translation>{time} 的凭证号 {voucher} 金额相同，刚才曾无法确认，最终交易被拒，未扣款。</translation>
    </message>
    <message>
        <source>doubt.is_refunded</source>
        <translation>{time} 的凭证号 {voucher} 金额相同，款项曾逾时到账，现已退款。</translation>
    </message>
    <message>
        <source>doubt.more</source>
        <translation>另有 {count} 笔金额相同：{vouchers}。</translation>
    </message>
    <message>
        <source>doubt.ask</source>
        <translation>若是同一位顾客，请先查看凭证号 {voucher}。确认是另一笔消费才可继续收款。</translation>
    </message>
    <message>
        <source>doubt.armed</source>
        <translation>再按一次即收款，系统会记录您的姓名。</translation>
    </message>
    <message>
        <source>doubt.charge_anyway</source>
        <translation>仍要收取 {total}</translation>
    </message>
    <message>
        <source>doubt.charge_now</source>
        <translation>确定收取 {total}</translation>
    </message>
    <message>
        <source>doubt.open</source>
        <translation>查看凭证号 {voucher}</translation>
    </message>
    <message>
        <source>doubt.other_sale</source>
        <translation>之前的交易</translation>
    </message>
    <message>
        <source>doubt.fact_state</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>doubt.notice</source>
        <translation>有 {count} 笔交易的款项待处理，点此查看。</translation>
    </message>
    <message>
        <source>doubt.inbox_title</source>
        <translation>待处理款项</translation>
    </message>
    <message>
        <source>doubt.inbox_count_one</source>
        <translation>{count} 笔 · {total}</translation>
    </message>
    <message>
        <source>doubt.inbox_count_many</source>
        <translation>{count} 笔 · {total}</translation>
    </message>
    <message>
        <source>doubt.inbox_note</source>
        <translation>点选交易以接受或退还款项，须由主管处理。</translation>
    </message>
    <message>
        <source>doubt.inbox_more</source>
        <translation>此处只显示最早的交易，还有更多。点选交易以接受或退还款项。</translation>
    </message>
    <message>
        <source>doubt.inbox_empty</source>
        <translation>没有待处理的款项，每笔付款都有对应的交易。</translation>
    </message>
    <message>
        <source>doubt.inbox_loading</source>
        <translation>正在查找……</translation>
    </message>
    <message>
        <source>doubt.why_late</source>
        <translation>逾时到账</translation>
    </message>
    <message>
        <source>doubt.why_twice</source>
        <translation>重复付款</translation>
    </message>
    <message>
        <source>doubt.why_other</source>
        <translation>金额不符</translation>
    </message>
    <message>
        <source>doubt.state_waits</source>
        <translation>等待处理</translation>
    </message>
    <message>
        <source>doubt.state_refunding</source>
        <translation>正在退款</translation>
    </message>
    <message>
        <source>doubt.state_refused</source>
        <translation>银行拒绝退款（{code}）</translation>
    </message>
    <message>
        <source>doubt.refund_refused</source>
        <translation>银行拒绝退还 {total}（代码 {code}）。款项仍在本店，请重试或联络我们。</translation>
    </message>
    <message>
        <source>doubt.refund_partly</source>
        <translation>{back} 已退回给顾客，{left} 未能退回。</translation>
    </message>
    <message>
        <source>doubt.is_voided</source>
        <translation>{time} 的凭证号 {voucher} 金额相同，曾无法确认，之后已撤销。</translation>
    </message>
</context>
</TS>

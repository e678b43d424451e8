<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>cash</name>
    <message>
        <source>cash.start</source>
        <translation>收现金</translation>
    </message>
    <message>
        <source>cash.method_hint</source>
        <translation>打开钱箱并找零</translation>
    </message>
    <message>
        <source>cash.title</source>
        <translation>现金</translation>
    </message>
    <message>
        <source>cash.prompt</source>
        <translation>请输入实收现金</translation>
    </message>
    <message>
        <source>cash.handed</source>
        <translation>实收现金</translation>
    </message>
    <message>
        <source>cash.no_such_coin</source>
        <translation>最小硬币为 5 分</translation>
    </message>
    <message>
        <source>cash.missing</source>
        <translation>尚缺 {missing}</translation>
    </message>
    <message>
        <source>cash.exact</source>
        <translation>刚好</translation>
    </message>
    <message>
        <source>cash.change</source>
        <translation>找零</translation>
    </message>
    <message>
        <source>cash.to_come</source>
        <translation>尚缺</translation>
    </message>
    <message>
        <source>cash.due</source>
        <translation>应收现金</translation>
    </message>
    <message>
        <source>cash.rounding</source>
        <translation>舍入</translation>
    </message>
    <message>
        <source>cash.take</source>
        <translation>收取现金 {due}</translation>
    </message>
    <message>
        <source>cash.paid_title</source>
        <translation>现金付讫 · {due}</translation>
    </message>
    <message>
        <source>cash.paid_line</source>
        <translation>实收 {handed} · 凭证号 {voucher}</translation>
    </message>
    <message>
        <source>cash.no_change</source>
        <translation>无需找零</translation>
    </message>
    <message>
        <source>cash.change_is</source>
        <translation>找零 {change}</translation>
    </message>
    <message>
        <source>cash.notes</source>
        <translation>{name} × {count} 张</translation>
    </message>
    <message>
        <source>cash.coins</source>
        <translation>{name} × {count} 枚</translation>
    </message>
    <message>
        <source>cash.slip_next</source>
        <translation>正在打印收据…</translation>
    </message>
    <message>
        <source>cash.slip_printed</source>
        <translation>收据已打印。</translation>
    </message>
    <message>
        <source>cash.drawer_shut</source>
        <translation>钱箱没有打开，请用钥匙打开。交易已入账。</translation>
    </message>
    <message>
        <source>cash.safe_paper</source>
        <translation>交易已入账，收据待装纸后打印。</translation>
    </message>
    <message>
        <source>cash.safe_printer</source>
        <translation>交易已入账，收据待打印机恢复后打印。</translation>
    </message>
</context>
<context>
    <name>customer</name>
    <message>
        <source>customer.cash_due</source>
        <translation>请将现金交给店员。</translation>
    </message>
    <message>
        <source>customer.cash_rounded</source>
        <translation>合计 {total}，现金舍入至 5 分</translation>
    </message>
    <message>
        <source>customer.change</source>
        <translation>找零 · {change}</translation>
    </message>
    <message>
        <source>customer.given</source>
        <translation>已付 {due} · 实收 {handed}</translation>
    </message>
</context>
</TS>

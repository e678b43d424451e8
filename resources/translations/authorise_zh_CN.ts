<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>authorise</name>
    <message>
        <source>authorise.heading</source>
        <translation>主管密码</translation>
    </message>
    <message>
        <source>authorise.pick</source>
        <translation>由 {name} 授权</translation>
    </message>
    <message>
        <source>authorise.nobody</source>
        <translation>本机没有主管，无人可以授权。</translation>
    </message>
    <message>
        <source>authorise.not_allowed</source>
        <translation>此操作员无权授权。</translation>
    </message>
    <message>
        <source>authorise.store</source>
        <translation>未授权：无法写入本机数据。</translation>
    </message>
    <message>
        <source>authorise.busy</source>
        <translation>本机正忙，请重新输入密码。</translation>
    </message>
    <message>
        <source>authorise.cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>authorise.title_accept_late</source>
        <translation>接受这笔款项？</translation>
    </message>
    <message>
        <source>authorise.title_refund_late</source>
        <translation>退还这笔款项？</translation>
    </message>
    <message>
        <source>authorise.accept_late</source>
        <translation>接受 {total}</translation>
    </message>
    <message>
        <source>authorise.refund_late</source>
        <translation>退款 {total}</translation>
    </message>
    <message>
        <source>authorise.body_accept</source>
        <translation>这笔交易将成为交易成功，并打印收据。</translation>
    </message>
    <message>
        <source>authorise.body_accept_other</source>
        <translation>这笔交易原为 {total}，将以实付的 {paid} 成为交易成功，收据上会注明。</translation>
    </message>
    <message>
        <source>authorise.body_refund_late</source>
        <translation>款项将退回顾客的钱包，交易保持关闭。</translation>
    </message>
    <message>
        <source>authorise.body_refund_doubt</source>
        <translation>已付款项将退回顾客的钱包，交易关闭。</translation>
    </message>
    <message>
        <source>authorise.body_refund_second</source>
        <translation>第二笔款项将退回顾客的钱包，这笔交易仍为交易成功。</translation>
    </message>
    <message>
        <source>authorise.fact_asked</source>
        <translation>应付金额</translation>
    </message>
    <message>
        <source>authorise.fact_asked_by</source>
        <translation>申请人</translation>
    </message>
    <message>
        <source>authorise.note</source>
        <translation>两人的姓名都会记录，{name} 保持登录。</translation>
    </message>
</context>
</TS>

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>lock</name>
    <message>
        <source>lock.title</source>
        <translation>屏幕已锁定</translation>
    </message>
    <message>
        <source>lock.signed_in</source>
        <translation>{name} 已登录</translation>
    </message>
    <message>
        <source>lock.notices_one</source>
        <translation>有 1 项提示待处理</translation>
    </message>
    <message>
        <source>lock.notices_many</source>
        <translation>有 {count} 项提示待处理</translation>
    </message>
    <message>
        <source>lock.prompt</source>
        <translation>输入密码即可回到原来的页面</translation>
    </message>
    <message>
        <source>lock.signs_out</source>
        <translation>{name} 将被登出</translation>
    </message>
    <message>
        <source>lock.goes_on</source>
        <translation>{name} 保持登录</translation>
    </message>
    <message>
        <source>lock.for_owner</source>
        <translation>为 {name} 解锁</translation>
    </message>
    <message>
        <source>lock.instead</source>
        <translation>改为本人登录</translation>
    </message>
    <message>
        <source>lock.entry</source>
        <translation>锁定屏幕</translation>
    </message>
    <message>
        <source>lock.entry_hint</source>
        <translation>离开柜台时使用；输入密码即可恢复。</translation>
    </message>
</context>
<context>
    <name>help</name>
    <message>
        <source>help.away</source>
        <translation>离开柜台</translation>
    </message>
    <message>
        <source>help.away_title</source>
        <translation>离开柜台时</translation>
    </message>
    <message>
        <source>help.away_1</source>
        <translation>按 Ctrl+L，或选“更多”再选“锁定屏幕”。一段时间无人操作时，系统也会自动锁定；顾客付款期间绝不锁定。</translation>
    </message>
    <message>
        <source>help.away_2</source>
        <translation>输入密码即可回到原来的页面。锁定期间，进行中的交易照常继续。</translation>
    </message>
    <message>
        <source>help.away_3</source>
        <translation>其他收银员可以用自己的密码登录，您会同时登出；主管也可以为您解锁。</translation>
    </message>
    <message>
        <source>help.away_note</source>
        <translation>需要有人查看时会响三声短音；可在“声音”页面调节音量或关闭。</translation>
    </message>
</context>
</TS>

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>receipt</name>
    <message>
        <source>receipt.show</source>
        <translation>收据二维码</translation>
    </message>
    <message>
        <source>receipt.hide</source>
        <translation>收起二维码</translation>
    </message>
    <message>
        <source>receipt.yours</source>
        <translation>您的收据</translation>
    </message>
    <message>
        <source>receipt.yours_back</source>
        <translation>退回款项收据</translation>
    </message>
    <message>
        <source>receipt.scan_text</source>
        <translation>扫码保存电子收据</translation>
    </message>
    <message>
        <source>receipt.scan_link</source>
        <translation>连接本店 Wi-Fi 后扫码取收据</translation>
    </message>
</context>
</TS>

using Datarun.Reports.Tasks;

namespace Datarun.Reports.Workbooks;

/// <summary>The words of a workbook in the reader's language.</summary>
public sealed record Words(bool Chinese)
{
    /// <summary>One of the two.</summary>
    public string Say(string chinese, string english) => Chinese ? chinese : english;

    /// <summary>Yes or no.</summary>
    public string Of(bool flag) => flag ? Say("是", "yes") : Say("否", "no");

    /// <summary>What kind of source a value has.</summary>
    public string Kind(string kind) => kind switch
    {
        "FILING" => Say("填报", "filing"),
        "SYSTEM" => Say("部门系统", "department's system"),
        "LEDGER" => Say("台账", "ledger"),
        "CORRECTION" => Say("校核更正", "correction"),
        "STANDING_NIL" => Say("常态零报告", "standing nil"),
        "ROLL_UP" => Say("下级汇总", "roll-up"),
        _ => kind,
    };

    /// <summary>What state a cell is in.</summary>
    public string Of(CellState state) => state switch
    {
        CellState.KNOWN => Say("已掌握", "known"),
        CellState.DERIVED => Say("由已有数据得出", "derived"),
        CellState.STALE => Say("已过期", "out of date"),
        _ => Say("待填", "missing"),
    };

    /// <summary>What type a value has.</summary>
    public string Type(string type) => type switch
    {
        "INTEGER" => Say("整数", "whole number"),
        "DECIMAL" => Say("小数", "number"),
        "TEXT" => Say("文字", "text"),
        "DATE" => Say("日期", "date"),
        "BOOLEAN" => Say("是或否", "yes or no"),
        "CHOICE" => Say("选项", "choice"),
        _ => type,
    };

    /// <summary>What is to be done with a cell.</summary>
    public string Advice(ShownCell cell) => cell.Handed switch
    {
        HandedAs.STALE => Say("已过期:仍属实请在“确认”列选是,否则填新值", "out of date: confirm it, or type the new value"),
        HandedAs.OWN => Say("本单位已填,可修改", "given by you; may be changed"),
        HandedAs.KNOWN when cell.Look == Spreadsheets.Look.KNOWN => Say("已掌握,无需填写;如有错误请提出校核", "known, nothing to do; if wrong, ask for a correction"),
        HandedAs.KNOWN => Say("已掌握,有变化时可修改", "known; change it if it has changed"),
        _ => cell.Cell.Required ? Say("请填写", "to be filled") : Say("选填", "optional"),
    };
}

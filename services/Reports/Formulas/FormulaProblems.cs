using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Formulas;

/// <summary>What can go wrong with formulas.</summary>
public static class FormulaProblems
{
    public static readonly Problem SyntaxWrong = new("FORMULA_SYNTAX", 422, "The formula cannot be read; detail says at which character and what is expected.", "公式无法解析,detail 指明字符位置和应有的内容。");
    public static readonly Problem NameUnknown = new("FORMULA_NAME_UNKNOWN", 422, "The formula names a ledger, field, element or function that there is not; see detail.", "公式引用了不存在的台账、字段、数据项或函数,见 detail。");
    public static readonly Problem TypeWrong = new("FORMULA_TYPE", 422, "A part of the formula is of another type than is needed there; see detail.", "公式中某部分的类型与所需类型不符,见 detail。");
    public static readonly Problem Cycle = new("FORMULA_CYCLE", 422, "The formula would come to depend on itself; see cycle.", "公式将形成循环引用,见 cycle。");
    public static readonly Problem TooLarge = new("FORMULA_TOO_LARGE", 422, "The formula is too long or too deeply nested; see detail.", "公式过长或嵌套过深,见 detail。");
    public static readonly Problem FieldProtected = new("FORMULA_FIELD_PROTECTED", 422, "Of a protected field of another department's ledger only a sum or an average may be taken; see detail.", "其他部门台账中的受保护字段只能求和或求平均,见 detail。");
    public static readonly Problem ElementNotOpen = new("FORMULA_ELEMENT_NOT_OPEN", 422, "A formula reads elements of its own department and what is shared without conditions, and never a citizen number; see detail.", "公式只能引用本部门的数据项和无条件共享的数据项,且不得引用公民身份号码,见 detail。");
    public static readonly Problem FormulaUnknown = new("FORMULA_UNKNOWN", 404, "The element has no formula.", "该数据项没有公式。");

    public static IReadOnlyList<Problem> All { get; } = [SyntaxWrong, NameUnknown, TypeWrong, Cycle, TooLarge, FieldProtected, ElementNotOpen, FormulaUnknown];
}

/// <summary>A formula that cannot be used, with the place in its text.</summary>
public sealed class FormulaException(Problem problem, int at, string detail) : Exception(problem.Code)
{
    /// <summary>The problem.</summary>
    public Problem Problem => problem;

    /// <summary>The character at fault, from 1, and what is wrong there.</summary>
    public string Detail => $"{at}: {detail}";

    /// <summary>As a refusal.</summary>
    public Refused At(string pointer) => problem.At(pointer, Detail);
}

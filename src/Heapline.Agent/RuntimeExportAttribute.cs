namespace System.Runtime;

/// <summary>
/// Known to the NativeAOT compiler by this name: the method gets the given symbol and the plain System V calling convention, and entering it does not
/// start the runtime (docs/decisions/0001-agent-without-runtime.md).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RuntimeExportAttribute : Attribute
{
    public RuntimeExportAttribute(string entry) => Entry = entry;

    public string Entry { get; }
}

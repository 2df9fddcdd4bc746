<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis hasScaleBasedVisibilityFlag="1" simplifyDrawingHints="1" simplifyDrawingTol="1" version="3.22.16-Białowieża" symbologyReferenceScale="-1" maxScale="0" minScale="150000" simplifyMaxScale="1" labelsEnabled="0" styleCategories="Symbology|Labeling|Fields|Forms|Rendering" simplifyAlgorithm="0" simplifyLocal="1">
  <renderer-v2 symbollevels="0" enableorderby="0" type="RuleRenderer" forceraster="0" referencescale="-1">
    <rules key="{27e45ca2-9d94-4e85-af38-79f10bb64ef9}">
      <rule label="申报中的边界 under way" key="{6f44fa9a-875b-415d-82e4-4218d48d5d57}" filter="&quot;shown&quot; = 'current'" symbol="0"/>
      <rule label="以前的版本 earlier" key="{5b6eec69-b3ea-41e4-b464-83e96a712f7b}" filter="&quot;shown&quot; = 'earlier'" symbol="1"/>
    </rules>
    <symbols>
      <symbol name="0" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
        <data_defined_properties>
          <Option type="Map">
            <Option name="name" type="QString" value=""/>
            <Option name="properties"/>
            <Option name="type" type="QString" value="collection"/>
          </Option>
        </data_defined_properties>
        <layer enabled="1" class="SimpleFill" locked="0" pass="0">
          <Option type="Map">
            <Option name="border_width_map_unit_scale" type="QString" value="3x:0,0,0,0,0,0"/>
            <Option name="color" type="QString" value="0,0,0,0"/>
            <Option name="joinstyle" type="QString" value="bevel"/>
            <Option name="offset" type="QString" value="0,0"/>
            <Option name="offset_map_unit_scale" type="QString" value="3x:0,0,0,0,0,0"/>
            <Option name="offset_unit" type="QString" value="MM"/>
            <Option name="outline_color" type="QString" value="180,35,24,255"/>
            <Option name="outline_style" type="QString" value="dash"/>
            <Option name="outline_width" type="QString" value="0.5"/>
            <Option name="outline_width_unit" type="QString" value="MM"/>
            <Option name="style" type="QString" value="no"/>
          </Option>
          <prop k="border_width_map_unit_scale" v="3x:0,0,0,0,0,0"/>
          <prop k="color" v="0,0,0,0"/>
          <prop k="joinstyle" v="bevel"/>
          <prop k="offset" v="0,0"/>
          <prop k="offset_map_unit_scale" v="3x:0,0,0,0,0,0"/>
          <prop k="offset_unit" v="MM"/>
          <prop k="outline_color" v="180,35,24,255"/>
          <prop k="outline_style" v="dash"/>
          <prop k="outline_width" v="0.5"/>
          <prop k="outline_width_unit" v="MM"/>
          <prop k="style" v="no"/>
          <data_defined_properties>
            <Option type="Map">
              <Option name="name" type="QString" value=""/>
              <Option name="properties"/>
              <Option name="type" type="QString" value="collection"/>
            </Option>
          </data_defined_properties>
        </layer>
      </symbol>
      <symbol name="1" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
        <data_defined_properties>
          <Option type="Map">
            <Option name="name" type="QString" value=""/>
            <Option name="properties"/>
            <Option name="type" type="QString" value="collection"/>
          </Option>
        </data_defined_properties>
        <layer enabled="1" class="SimpleFill" locked="0" pass="0">
          <Option type="Map">
            <Option name="border_width_map_unit_scale" type="QString" value="3x:0,0,0,0,0,0"/>
            <Option name="color" type="QString" value="0,0,0,0"/>
            <Option name="joinstyle" type="QString" value="bevel"/>
            <Option name="offset" type="QString" value="0,0"/>
            <Option name="offset_map_unit_scale" type="QString" value="3x:0,0,0,0,0,0"/>
            <Option name="offset_unit" type="QString" value="MM"/>
            <Option name="outline_color" type="QString" value="135,147,160,255"/>
            <Option name="outline_style" type="QString" value="dot"/>
            <Option name="outline_width" type="QString" value="0.3"/>
            <Option name="outline_width_unit" type="QString" value="MM"/>
            <Option name="style" type="QString" value="no"/>
          </Option>
          <prop k="border_width_map_unit_scale" v="3x:0,0,0,0,0,0"/>
          <prop k="color" v="0,0,0,0"/>
          <prop k="joinstyle" v="bevel"/>
          <prop k="offset" v="0,0"/>
          <prop k="offset_map_unit_scale" v="3x:0,0,0,0,0,0"/>
          <prop k="offset_unit" v="MM"/>
          <prop k="outline_color" v="135,147,160,255"/>
          <prop k="outline_style" v="dot"/>
          <prop k="outline_width" v="0.3"/>
          <prop k="outline_width_unit" v="MM"/>
          <prop k="style" v="no"/>
          <data_defined_properties>
            <Option type="Map">
              <Option name="name" type="QString" value=""/>
              <Option name="properties"/>
              <Option name="type" type="QString" value="collection"/>
            </Option>
          </data_defined_properties>
        </layer>
      </symbol>
    </symbols>
  </renderer-v2>
  <blendMode>0</blendMode>
  <featureBlendMode>0</featureBlendMode>
  <layerOpacity>1</layerOpacity>
  <fieldConfiguration>
    <field name="zone" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="shown" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="id" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="zone_id" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="application_id" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="submission_id" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="version" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="city" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="area_m2" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="west" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="south" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="east" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="north" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="geometry_sha256" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="source" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
    <field name="added_at" configurationFlags="None">
      <editWidget type="">
        <config>
          <Option/>
        </config>
      </editWidget>
    </field>
  </fieldConfiguration>
  <aliases>
    <alias field="zone" name="集聚区 zone" index="0"/>
    <alias field="shown" name="版本状态 which version" index="1"/>
    <alias field="id" name="编号 id" index="2"/>
    <alias field="zone_id" name="" index="3"/>
    <alias field="application_id" name="" index="4"/>
    <alias field="submission_id" name="" index="5"/>
    <alias field="version" name="版本 version" index="6"/>
    <alias field="city" name="设区市 city" index="7"/>
    <alias field="area_m2" name="用地面积 m² land m²" index="8"/>
    <alias field="west" name="" index="9"/>
    <alias field="south" name="" index="10"/>
    <alias field="east" name="" index="11"/>
    <alias field="north" name="" index="12"/>
    <alias field="geometry_sha256" name="" index="13"/>
    <alias field="source" name="来源 source" index="14"/>
    <alias field="added_at" name="登记时间 added at" index="15"/>
  </aliases>
  <defaults>
    <default field="zone" applyOnUpdate="0" expression=""/>
    <default field="shown" applyOnUpdate="0" expression=""/>
    <default field="id" applyOnUpdate="0" expression=""/>
    <default field="zone_id" applyOnUpdate="0" expression=""/>
    <default field="application_id" applyOnUpdate="0" expression=""/>
    <default field="submission_id" applyOnUpdate="0" expression=""/>
    <default field="version" applyOnUpdate="0" expression=""/>
    <default field="city" applyOnUpdate="0" expression=""/>
    <default field="area_m2" applyOnUpdate="0" expression=""/>
    <default field="west" applyOnUpdate="0" expression=""/>
    <default field="south" applyOnUpdate="0" expression=""/>
    <default field="east" applyOnUpdate="0" expression=""/>
    <default field="north" applyOnUpdate="0" expression=""/>
    <default field="geometry_sha256" applyOnUpdate="0" expression=""/>
    <default field="source" applyOnUpdate="0" expression=""/>
    <default field="added_at" applyOnUpdate="0" expression=""/>
  </defaults>
  <constraints>
    <constraint field="zone" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="shown" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="id" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="zone_id" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="application_id" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="submission_id" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="version" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="city" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="area_m2" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="west" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="south" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="east" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="north" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="geometry_sha256" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="source" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
    <constraint field="added_at" constraints="0" notnull_strength="0" exp_strength="0" unique_strength="0"/>
  </constraints>
  <constraintExpressions>
    <constraint field="zone" exp="" desc=""/>
    <constraint field="shown" exp="" desc=""/>
    <constraint field="id" exp="" desc=""/>
    <constraint field="zone_id" exp="" desc=""/>
    <constraint field="application_id" exp="" desc=""/>
    <constraint field="submission_id" exp="" desc=""/>
    <constraint field="version" exp="" desc=""/>
    <constraint field="city" exp="" desc=""/>
    <constraint field="area_m2" exp="" desc=""/>
    <constraint field="west" exp="" desc=""/>
    <constraint field="south" exp="" desc=""/>
    <constraint field="east" exp="" desc=""/>
    <constraint field="north" exp="" desc=""/>
    <constraint field="geometry_sha256" exp="" desc=""/>
    <constraint field="source" exp="" desc=""/>
    <constraint field="added_at" exp="" desc=""/>
  </constraintExpressions>
  <expressionfields/>
  <editform tolerant="1"></editform>
  <editforminit/>
  <editforminitcodesource>0</editforminitcodesource>
  <editforminitfilepath></editforminitfilepath>
  <editforminitcode><![CDATA[]]></editforminitcode>
  <featformsuppress>0</featformsuppress>
  <editorlayout>generatedlayout</editorlayout>
  <editable/>
  <labelOnTop/>
  <reuseLastValue/>
  <dataDefinedFieldProperties/>
  <widgets/>
  <layerGeometryType>2</layerGeometryType>
</qgis>
